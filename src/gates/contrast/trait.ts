import type { Allowance } from "../../model/contrast.ts";
import type { Party } from "./party.ts";

/** Something that must be equal, unless its allowance is given. */
export interface Trait {
  readonly what: string;
  readonly of: (party: Party) => string;
  readonly allowance?: Allowance | "always";
  /** Who does not say it; where this is given, that is a note instead of an objection. */
  readonly unknownOf?: (party: Party) => boolean;
}
