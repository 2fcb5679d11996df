import { loadavg } from "node:os";
import { type AnsibleBench, ansibleBench } from "./ansible.ts";
import { type BenchPool, benchPool, converge } from "./bench-pool.ts";
import { planCommand, startResident } from "./own.ts";
import { moduleCalls } from "./play.ts";
import type { Race, Way } from "./report.ts";
import { floor, sshConfig } from "./ssh.ts";
import { measure } from "./stopwatch.ts";
import type { Timing } from "./timing.ts";

export interface RaceCall {
  readonly hosts: number;
  /** Measured rounds; `slow` is for the play over more than ten hosts, which takes minutes. */
  readonly rounds: { readonly usual: number; readonly slow: number };
  readonly ansible: boolean;
  /** What has to be ended, also when somebody presses Ctrl-C. */
  readonly leave: (() => Promise<void>)[];
  readonly say: (text: string) => void;
}

type Ways = Readonly<Partial<Record<Way, () => Promise<Timing>>>>;

/** Starts a pool, converges it, and lets all ways take turns over it. */
export async function race(call: RaceCall): Promise<Race> {
  const starting = benchPool(call.hosts);
  call.leave.push(async () => (await starting).stop());
  const pool = await starting;
  call.say(`\n${call.hosts} ${call.hosts === 1 ? "host" : "hosts"}: converging`);
  await converge(pool);
  const ways = await waysOver(pool, call);
  const runs = await rounds(ways, call);
  await call.leave.pop()?.();
  await call.leave.pop()?.();
  return { hosts: call.hosts, runs };
}

async function waysOver(pool: BenchPool, call: RaceCall): Promise<Ways> {
  const config = sshConfig(pool);
  const resident = startResident(pool);
  call.leave.push(async () => resident.stop());
  return {
    ssh: () => measure(floor(pool, config), pool.scratch),
    espalier: () => planCommand(pool),
    resident: () => resident.plan(),
    ...(call.ansible && ansibleWays(await ansibleBench(pool, config), call)),
  };
}

function ansibleWays(ansible: AnsibleBench, { say }: RaceCall): Ways {
  say(`the play runs ${moduleCalls(ansible.asked)} modules on each host`);
  return { play: () => ansible.play("play"), raw: () => ansible.play("raw") };
}

/** One round that does not count, so that no way is the first to touch a cold file; then rounds in which all take turns. */
async function rounds(ways: Ways, call: RaceCall): Promise<Race["runs"]> {
  const runs: Partial<Record<Way, Timing[]>> = {};
  for (let round = 0; round <= call.rounds.usual; round += 1) {
    call.say(`round ${round === 0 ? "0 (does not count)" : round}, load ${loadavg()[0]?.toFixed(2)}`);
    for (const [way, take] of Object.entries(ways) as [Way, () => Promise<Timing>][]) {
      if (round > limit(way, call) || (round === 0 && way === "play" && call.hosts > 1)) continue;
      const { wall, cpu } = await take();
      call.say(`  ${way.padEnd(8)} ${wall.toFixed(3)} s, cpu ${cpu.toFixed(3)} s`);
      if (round > 0) runs[way] = [...(runs[way] ?? []), { wall, cpu }];
    }
  }
  return runs;
}

const limit = (way: Way, { hosts, rounds: { usual, slow } }: RaceCall): number =>
  way === "play" && hosts > 10 ? slow : usual;
