// No-op convergence, side by side: stock ssh, Espalier, Ansible. `npm run bench:converge -- --hosts 1,10 --rounds 5`
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { EXIT } from "../src/model/failure.ts";
import { findAnsible } from "./ansible.ts";
import { race } from "./race.ts";
import { type Race, renderRaces } from "./report.ts";
import { endRunning, run } from "./stopwatch.ts";

const { values: asked } = parseArgs({
  options: {
    hosts: { type: "string", default: "1,10,50" },
    rounds: { type: "string", default: "5" },
    "slow-rounds": { type: "string", default: "3" },
  },
});

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Ends what still runs, in the order in which it was started last. */
const leave: (() => Promise<void>)[] = [];
let leaving: Promise<void> | undefined;
const leaveOnce = (): Promise<void> => {
  leaving ??= (async () => {
    endRunning();
    for (const stop of leave.toReversed()) await stop();
  })();
  return leaving;
};
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => void leaveOnce().finally(() => process.exit(EXIT.error)));

const version = async (...argv: readonly string[]): Promise<string> => {
  const { stdout, stderr } = await run({ argv });
  return (stdout || stderr).trim().split("\n")[0] ?? "";
};

try {
  const ansible = await findAnsible();
  say(
    `node ${process.version}, ${await version("ssh", "-V")}, ${"version" in ansible ? ansible.version : "no ansible"}`,
  );
  say(
    `${cpus().length} cores (${cpus()[0]?.model.trim()}), load ${loadavg()[0]?.toFixed(2)} before the start`,
  );
  const races: Race[] = [];
  for (const hosts of asked.hosts.split(",").map(Number)) {
    const rounds = { usual: Number(asked.rounds), slow: Number(asked["slow-rounds"]) };
    races.push(await race({ hosts, rounds, ansible: "version" in ansible, leave, say }));
    say(`\n${renderRaces(races)}\n`);
  }
  if ("missing" in ansible) say(`Ansible was left out: ${ansible.missing}`);
} finally {
  await leaveOnce();
}
