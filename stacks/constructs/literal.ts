/** `text` so that Terraform takes it literally: in its JSON syntax every string, keys too, is a template. */
export const literal = (text: string): string => text.replace(/\$\{/g, "$$${").replace(/%\{/g, "%%{");

/** Both sides of every entry, taken literally. */
export const literals = (entries: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(entries).map(([key, value]) => [literal(key), literal(value)]));
