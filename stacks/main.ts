// Every pool of the inventory becomes one stack. The only file that makes an App.
import { join, relative } from "node:path";
import { App } from "cdktf";
import configuration from "../cdktf.json" with { type: "json" };
import { EXIT, Failure } from "../src/model/failure.ts";
import { loadStackInputs } from "../src/run/stack-inputs.ts";
import { PoolStack } from "./pool-stack.ts";
import { stackOptions } from "./stack-options.ts";

async function synthesise(environment: NodeJS.ProcessEnv): Promise<void> {
  const app = new App({ context: configuration.context, stackTraces: false });
  const context: Record<string, unknown> = app.node.getAllContext();
  const pool = environment["ESPALIER_POOL"];
  const root = relative(join(app.outdir, "stacks", "pool"), ".");
  const options = stackOptions(context, { root, inventory: environment["ESPALIER_INVENTORY"] });
  const { inventory } = options;

  const inputs = await loadStackInputs({ inventory, ...(pool === undefined ? {} : { pool }) });
  if (inputs.length === 0) throw poolless(inventory);
  for (const input of inputs) new PoolStack(app, { ...input, options });
  app.synth();
}

const poolless = (inventory: string): Failure =>
  new Failure({
    code: "pool-missing",
    subject: `${inventory}/pools`,
    saw: "no pool is described there",
    hint: "write pools/<pool>.yaml (inventory/example.yaml shows every key) or set ESPALIER_INVENTORY",
    exit: EXIT.badInventory,
  });

await synthesise(process.env).catch((error: unknown) => {
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  process.exitCode = error.exit;
});
