// The same plan in a process that runs already: reads the name of a pool from each line, prints what its plan took.
import { createInterface } from "node:readline";
import { plan } from "../playbooks/plan.ts";
import { hasDeeds } from "../src/model/step.ts";
import { workspace } from "../src/store/workspace.ts";

for await (const pool of createInterface({ input: process.stdin })) {
  const [start, before] = [performance.now(), process.cpuUsage()];
  const { exit, plans } = await plan(workspace(process.env), pool, {});
  const { user, system } = process.cpuUsage(before);
  const wall = (performance.now() - start) / 1000;
  const noops = plans.filter((one) => !hasDeeds(one)).length;
  process.stdout.write(`${JSON.stringify({ exit, noops, wall, cpu: (user + system) / 1e6 })}\n`);
}
