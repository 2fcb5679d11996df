import { Testing } from "cdktf";
import { PoolStack, type PoolStackConfig } from "../../stacks/pool-stack.ts";

/** The stack as JSON text: keys sorted, metadata of the library left out. */
export const synthesised = (config: PoolStackConfig): string =>
  Testing.synth(new PoolStack(Testing.app(), config), true);
