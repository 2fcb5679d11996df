import type { Catalogue } from "../../model/pool.ts";
import type { Objection } from "../objection.ts";
import type { PoolText } from "../pool-text.ts";

/** What one link check looks at. */
export interface Linked {
  readonly text: PoolText;
  readonly file: string;
  readonly catalogue: Catalogue;
}

/** One thing a schema cannot say. It is asked only when every section it reads fits the schema. */
export interface Link {
  readonly reads: readonly (keyof PoolText)[];
  readonly check: (linked: Linked) => readonly Objection[];
}
