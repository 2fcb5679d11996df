import { isAbsolute, posix } from "node:path";
import type { PoolId } from "../src/model/pool.ts";
import { literal } from "./constructs/literal.ts";
import type { StackOptions } from "./stack-options.ts";

/** The backend's settings for one pool. A local path is relative to the project's root, as people write it. */
export function backendSettings(pool: PoolId, { backend, root }: StackOptions): Record<string, unknown> {
  const settings = Object.fromEntries(
    Object.entries(backend.settings).map(([name, value]) => [name, filled(value, pool)]),
  );
  const path = settings["path"];
  if (backend.kind !== "local" || typeof path !== "string" || isAbsolute(path)) return settings;
  return { ...settings, path: posix.join(literal(root), path) };
}

const filled = (value: unknown, pool: PoolId): unknown =>
  typeof value === "string" ? literal(value.replaceAll("{pool}", pool)) : value;
