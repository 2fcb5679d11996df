import type { EventBody } from "../model/event.ts";
import { type Clock, isoTime } from "./clock.ts";

/** Where a verb tells what happens, and where it gets time from. */
export interface Scene {
  readonly pool: string;
  readonly run: string;
  readonly clock: Clock;
  /** Tells one event; it is written to the timeline and shown. */
  readonly tell: (body: EventBody) => void;
}

/** ISO time of now. */
export const at = ({ clock }: Scene): string => isoTime(clock);
