import type { Climbed } from "../../model/climbed.ts";
import type { Measured } from "../held.ts";

/** One climb that takes part in a comparison, verified before it came here. */
export interface Party extends Measured {
  /** `orchard@20261121-093012-k3x9ab/mac-01` */
  readonly name: string;
  /** sha256 of its samples: the same evidence counts once. */
  readonly samples: string;
  /** Absent where the report does not say. */
  readonly climbed: Climbed | undefined;
  /** Pins of its release and conditions of its host, as its report names them. */
  readonly footing: Readonly<Record<string, string>>;
}

/** The climbs that are compared: B is held beside A. */
export interface Parties {
  readonly a: readonly Party[];
  readonly b: readonly Party[];
}
