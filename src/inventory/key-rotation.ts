import { EXIT, Failure } from "../model/failure.ts";
import { type LaneKey, opensOn } from "../model/lane.ts";
import { DAY, dayOf } from "../model/units.ts";
import { missingKey, nextId } from "./key-edit.ts";

/** How a key shall be rotated. */
export interface RotationWish {
  /** Days that the old key goes on, at most: no rotation lengthens its life. */
  readonly days: number;
  /** Days that the next key opens the lane; absent: as many as the old one was issued for. */
  readonly lasts?: number | "never";
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What a rotation comes to. */
export interface Rotation {
  readonly old: { readonly id: string; readonly expires: string };
  /** The next key but for its sha256. */
  readonly next: Omit<LaneKey, "sha256">;
}

/** The day so many days from `now`, UTC. */
export const dayIn = (now: number, days: number): string => dayOf(now + days * DAY);

/** Decides a rotation. Throws `key-missing`, `key-ended` for a key that opens nothing, and `key-endless`. */
export function rotationOf(keys: readonly LaneKey[], id: string, wish: RotationWish): Rotation {
  const old = keys.find((key) => key.id === id);
  if (old === undefined) throw missingKey(id, "the lane has no key with that id");
  const { expires, owner } = old;
  if (!opensOn(old, dayOf(wish.now))) throw ended(old);
  const leave = dayIn(wish.now, wish.days);
  const next = nextId(
    id,
    keys.map((key) => key.id),
  );
  return {
    old: { id, expires: expires !== undefined && expires < leave ? expires : leave },
    next: { id: next, owner, ...span(old, wish) },
  };
}

/** How long the next key lasts; a key with an end and no span does not say whether its successor shall end. */
function span(old: LaneKey, { lasts = old.lasts, now }: RotationWish): Pick<LaneKey, "expires" | "lasts"> {
  if (lasts === undefined && old.expires !== undefined) throw unspanned(old, old.expires);
  return typeof lasts === "number" ? { expires: dayIn(now, lasts), lasts } : {};
}

const ended = ({ id, expires }: LaneKey): Failure =>
  new Failure({
    code: "key-ended",
    subject: id,
    saw: `it has opened nothing since ${expires}, and a rotation would bring it back to life`,
    hint: "issue a new key with `espalier keys add`",
    exit: EXIT.usage,
  });

const unspanned = ({ id }: LaneKey, expires: string): Failure =>
  new Failure({
    code: "key-unspanned",
    subject: id,
    saw: `it ends on ${expires}, and the inventory does not say for how many days it was issued`,
    hint: "say how long the next key lasts: `--lasts 90`, or `--lasts never`",
    exit: EXIT.usage,
  });
