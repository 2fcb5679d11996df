import type { Objection } from "../objection.ts";
import type { Link, Linked } from "./check.ts";

/** Every triple of the allow-list stands there once: two dates would be two freezes. */
export const osLinks: readonly Link[] = [{ reads: ["os"], check: repeated }];

function repeated({ text }: Linked): readonly Objection[] {
  const names = (text.os?.allow ?? []).map(({ version, build, extra }) => `${version} ${extra} ${build}`);
  return names.flatMap((name, index): Objection[] => {
    if (names.indexOf(name) === index) return [];
    const found = `${name.replace("  ", " ")} a second time`;
    return [
      {
        at: ["os", "allow", index],
        found,
        wanted: "every build once",
        todo: "keep the entry whose date is true",
      },
    ];
  });
}
