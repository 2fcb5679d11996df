import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, Testing } from "cdktf";
import { PoolStack, type PoolStackConfig } from "../../stacks/pool-stack.ts";

/** An app whose directory stays empty; left to itself, the library leaves a new one behind for each app. */
export const emptyApp = (): App => Testing.app({ outdir: join(tmpdir(), "espalier-synth") });

/** The stack as JSON text: keys sorted, metadata of the library left out. */
export const synthesised = (config: PoolStackConfig): string =>
  Testing.synth(new PoolStack(emptyApp(), config), true);
