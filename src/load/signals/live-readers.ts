import { family } from "./family.ts";
import { footprint } from "./footprint.ts";
import { pressure } from "./pressure.ts";
import { swapUsed } from "./swap.ts";
import { thermal } from "./thermal.ts";

/** A reader of a signal with the section of the sampler's output it reads. */
export interface LiveReader {
  /** The file of its cases below `test/cases/signals`. */
  readonly signal: string;
  readonly section: string;
  readonly read: (text: string) => unknown;
}

/** launchd: there is always one, and everything descends from it. */
export const FIRST_PID = 1;

/** Every signal that a Mac tells without an engine. */
export const LIVE_READERS: readonly LiveReader[] = [
  { signal: "family", section: "ps", read: (text) => family(text, [FIRST_PID]) },
  { signal: "swap", section: "sysctl", read: swapUsed },
  { signal: "pressure", section: "sysctl", read: pressure },
  { signal: "thermal", section: "thermal", read: thermal },
  { signal: "footprint", section: `footprint ${FIRST_PID}`, read: footprint },
];
