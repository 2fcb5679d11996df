import type { LoadedFact, SlotsFact } from "../../model/facts.ts";
import type { Answer } from "../fact.ts";

/** A page, and what is read from it; undefined when it does not tell. */
export interface TellingPage<T> {
  readonly page: string;
  readonly read: (answer: Answer) => T | undefined;
}

/** What one kind of engine tells on loopback. */
export interface Told {
  /** Answers as soon as it listens. */
  readonly path: string;
  /** Its version; absent where no page has it. */
  readonly version?: TellingPage<string>;
  /** A page that lists what is in memory with its digest. */
  readonly resident?: string;
  /** The models in memory. */
  readonly loaded?: TellingPage<readonly LoadedFact[]>;
  /** The slots of each model in memory. */
  readonly slots?: TellingPage<readonly SlotsFact[]>;
}
