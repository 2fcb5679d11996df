import type { Slots } from "./slots.ts";

/** A model in memory, ready to generate. */
export interface Stage {
  /** Names it in the account of memory. */
  readonly key: string;
  readonly slots: Slots;
}
