import type { Objection } from "../objection.ts";
import type { Link, Linked } from "./check.ts";

/** Every triple of the allow-list stands there once, two dates would be two freezes, and since a day that exists. */
export const osLinks: readonly Link[] = [
  { reads: ["os"], check: repeated },
  { reads: ["os"], check: impossible },
];

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

/** The pattern lets 31 February through, and a clock would make a day in March of it. */
function impossible({ text }: Linked): readonly Objection[] {
  return (text.os?.allow ?? []).flatMap(({ since }, index) =>
    isDay(since)
      ? []
      : [
          {
            at: ["os", "allow", index, "since"],
            found: since,
            wanted: "a day of the calendar",
            todo: "correct it",
          },
        ],
  );
}

/** Whether it is a day of the calendar: 30 February is none. */
export const isDay = (text: string): boolean => {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
};
