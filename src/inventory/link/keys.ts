import type { Objection } from "../objection.ts";
import type { Link, Linked } from "./check.ts";
import { isDay } from "./os.ts";

/** An API key opens one lane, and an id means one key of its lane. */
export const keyLinks: readonly Link[] = [
  { reads: ["lanes"], check: sharedDigests },
  { reads: ["lanes"], check: sharedIds },
  { reads: ["lanes"], check: endOnNoDay },
];

interface KeyPlace {
  readonly lane: string;
  readonly index: number;
  readonly id: string;
  readonly sha256: string;
  readonly expires?: string;
}

const places = ({ text }: Linked): readonly KeyPlace[] =>
  Object.entries(text.lanes).flatMap(([lane, { keys }]) =>
    keys.map((key, index) => ({ lane, index, ...key })),
  );

function sharedDigests(linked: Linked): readonly Objection[] {
  const all = places(linked);
  return all.flatMap((key, position) => {
    const first = all.find((other) => other.sha256 === key.sha256);
    return first === undefined || all.indexOf(first) === position ? [] : [sharedDigest(key, first)];
  });
}

const sharedDigest = (key: KeyPlace, first: KeyPlace): Objection => ({
  at: ["lanes", key.lane, "keys", key.index, "sha256"],
  found: `the same key as ${first.id} of lane ${first.lane}`,
  wanted: "a key that opens one lane",
  todo: "issue a key of its own, or remove one of the two",
});

function sharedIds(linked: Linked): readonly Objection[] {
  const all = places(linked);
  return all
    .filter(
      (key, position) => all.findIndex((other) => other.lane === key.lane && other.id === key.id) < position,
    )
    .map((key) => ({
      at: ["lanes", key.lane, "keys", key.index, "id"],
      found: `the id ${JSON.stringify(key.id)} a second time`,
      wanted: "every id once in a lane",
      todo: "give the second key an id of its own",
    }));
}

function endOnNoDay(linked: Linked): readonly Objection[] {
  return places(linked).flatMap(({ lane, index, expires }) =>
    expires === undefined || isDay(expires)
      ? []
      : [
          {
            at: ["lanes", lane, "keys", index, "expires"],
            found: expires,
            wanted: "a day of the calendar",
            todo: "correct the date",
          },
        ],
  );
}
