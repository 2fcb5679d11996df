/** The line that opens the section `name` in the output of the sampler's script. */
export const sectionMark = (name: string): string => `@@ ${name}`;

/** The sections of one output by name; text before the first mark is left out. */
export function sections(text: string): Readonly<Record<string, string>> {
  const [, ...parts] = `\n${text}`.split("\n@@ ");
  return Object.fromEntries(
    parts.map((part) => {
      const end = part.indexOf("\n");
      return end < 0 ? [part, ""] : [part.slice(0, end), part.slice(end + 1)];
    }),
  );
}
