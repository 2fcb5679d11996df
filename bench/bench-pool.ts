import { join } from "node:path";
import { type SimulatedPool, startPool } from "../simulator/pool.ts";
import { discard } from "../src/store/discard.ts";
import { readText, writeWhole } from "../src/store/text-file.ts";
import { type Call, run } from "./stopwatch.ts";

/** A pool of simulated Macs that are all as they should be. */
export interface BenchPool {
  readonly name: string;
  readonly inventory: string;
  /** Folder for files of the bench; gone after `stop`. */
  readonly scratch: string;
  readonly sshKey: string;
  readonly hosts: readonly { readonly id: string; readonly port: number; readonly hostKey: string }[];
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const POOL = "bench";

/** Hosts that climb at once: two cores carry a few ladders, not fifty. */
const CHUNK = 4;

/** A climb of seconds: what the ladder proves is not what is measured here. */
const SHORT_CLIMB: readonly (readonly [RegExp, string])[] = [
  [/rungs: .*/, "rungs: [1]"],
  [/requests: .*/, "requests: 12"],
  [/outputTokens: .*/, "outputTokens: 4"],
  [/rules:\n( {4}- .*\n)+/, 'rules: ["errors == 0"]\n'],
];

/** Starts a pool of `count` hosts; it has still to be converged. */
export async function benchPool(count: number): Promise<BenchPool> {
  const pool = await startPool({ hosts: count, name: POOL });
  await shortenClimb(join(pool.inventory, "pools", `${POOL}.yaml`));
  return {
    name: POOL,
    inventory: pool.inventory,
    scratch: pool.dir,
    sshKey: pool.sshKey,
    hosts: pool.hosts,
    environment: surroundings(pool),
    stop: async () => {
      await pool.stop();
      await discard(pool.dir);
    },
  };
}

const surroundings = (pool: SimulatedPool) => ({
  ESPALIER_INVENTORY: pool.inventory,
  ESPALIER_HOME: join(pool.dir, "home"),
  ESPALIER_REPORTS: join(pool.dir, "reports"),
});

async function shortenClimb(file: string): Promise<void> {
  let text = (await readText(file)) ?? "";
  for (const [from, to] of SHORT_CLIMB) {
    if (!from.test(text)) throw new Error(`${file} holds no ${from}`);
    text = text.replace(from, to);
  }
  await writeWhole(file, text);
}

/** The command of a user, with the folders of this pool. */
export const espalier = (pool: BenchPool, ...argv: readonly string[]): Call => ({
  argv: ["node", "bin/espalier.js", "--inventory", pool.inventory, ...argv],
  environment: pool.environment,
});

/** Pins the pool and brings its hosts to their wish, a few at a time. */
export async function converge(pool: BenchPool): Promise<void> {
  await succeed(espalier(pool, "pin", pool.name));
  const ids = pool.hosts.map(({ id }) => id);
  for (let first = 0; first < ids.length; first += CHUNK)
    await succeed(espalier(pool, "apply", pool.name, "--on", ids.slice(first, first + CHUNK).join(",")));
}

async function succeed(call: Call): Promise<void> {
  const { exit, stdout, stderr } = await run(call);
  if (exit !== 0) throw new Error(`${call.argv.join(" ")} ended with ${exit}:\n${stderr}${stdout}`);
}
