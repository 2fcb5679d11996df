import schema from "../../inventory/schema/pool.schema.json" with { type: "json" };
import type { Catalogue, Pool } from "../model/pool.ts";
import { frozen } from "./frozen.ts";
import { link } from "./link/link.ts";
import type { PoolText } from "./pool-text.ts";
import { inOrder, type Reading } from "./problem.ts";
import { validated } from "./schema.ts";
import { openSource } from "./source.ts";
import { typedPool } from "./typed-pool.ts";

/**
 * Reads a pool: syntax, then schema, then links, every problem of all three at once.
 * A link is only followed between sections that fit their schema, so that one slip is told once.
 */
export function readPool(text: string, file: string, catalogue: Catalogue): Reading<Pool> {
  const source = openSource(text, file);
  if (source.value === undefined) return { kind: "bad", problems: inOrder(source.problems) };
  const { value, objections } = validated<PoolText>(schema, source.value, source.typed);
  const isWhole = source.problems.length === 0;
  const links = isWhole ? link({ text: value, file, catalogue, objections }) : [];
  const problems = [...source.problems, ...[...objections, ...links].map(source.locate)];
  if (problems.length > 0) return { kind: "bad", problems: inOrder(problems) };
  return { kind: "ok", value: frozen(typedPool(value, file)) };
}
