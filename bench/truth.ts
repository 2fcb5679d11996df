// Hosts whose truth is known, climbed in virtual time and judged by the very code that judges real ones.
// `npm run bench:truth -- --runs 288`
import { parseArgs } from "node:util";
import { amiss, type DesignScore, scoreDesign } from "./truth/designs.ts";
import { scoreKnees } from "./truth/knees.ts";
import { climbLaptop } from "./truth/laptop-climb.ts";
import { byGate, byPoint, type Case, caseOf } from "./truth/verdicts.ts";

const { values: asked } = parseArgs({
  options: { runs: { type: "string", default: "288" }, real: { type: "string", default: "1,2,4" } },
});
const runs = Number(asked.runs);
const BUDGETS = [400, 1600, 6400];
/** Requests of a rung at the first look. */
const LEAST = 100;
const LENGTHS = [80, 160, 320, 640, 1280, 2560];

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

function sayKnees(): boolean {
  const { exact, near, early, late } = scoreKnees(runs);
  say(
    `knees of ${runs} hosts: exact ${share(exact, runs)}, within one rung ${share(near, runs)}, early ${early}, late ${late}`,
  );
  return near / runs >= 0.97 && exact / runs >= 0.9;
}

function sayDesign({
  name,
  wrong,
  undecided,
  unspent,
  requests,
  clear,
  clearUndecided,
  clearTime,
  runs: all,
}: DesignScore): void {
  const cells = [
    name.padEnd(30),
    share(wrong, all).padStart(7),
    share(undecided, all).padStart(10),
    String(unspent).padStart(11),
    requests.toFixed(0).padStart(8),
    share(clearUndecided, clear).padStart(16),
    `${(clearTime / 1000).toFixed(0)} s`.padStart(10),
  ];
  say(cells.join("  "));
}

function designs(cases: readonly Case[]) {
  const score = (name: string, judged: Parameters<typeof scoreDesign>[2]): DesignScore => {
    const scored = scoreDesign(name, cases, judged);
    sayDesign(scored);
    return scored;
  };
  say(
    "\nway to judge                      wrong   undecided  budget left  requests   clear undecided   clear time",
  );
  return {
    ours: BUDGETS.map((budget) =>
      score(`${LEAST} to ${budget} while undecided`, byGate({ requests: LEAST, budget })),
    ),
    fixed: LENGTHS.map((requests) => score(`${requests}, interval`, byGate({ requests }))),
    points: LENGTHS.map((requests) => score(`${requests}, percentile alone`, byPoint(requests))),
  };
}

/** How many times longer the shortest design of fixed length takes that does as well. */
function sayFaster(
  ours: DesignScore,
  others: readonly DesignScore[],
  does: (other: DesignScore) => boolean,
): number {
  const equal = others.find(does);
  const last = others.at(-1);
  const factor = ((equal ?? last)?.clearTime ?? Number.NaN) / ours.clearTime;
  say(
    `${ours.name}: ${factor.toFixed(1)} times as fast as ${equal?.name ?? `${last?.name}, which is not as good yet`}`,
  );
  return factor;
}

const kneesHold = sayKnees();
const { ours, fixed, points } = designs(Array.from({ length: runs }, (_, seed) => caseOf(seed)));
say("\ntime to a clear verdict, against rungs of fixed length with as few wrong or missing verdicts");
const factors = ours.map((one) => sayFaster(one, fixed, (other) => amiss(other) <= amiss(one)));
say("\nand against a percentile alone with at most 2 % wrong verdicts");
for (const one of ours) sayFaster(one, points, ({ wrong }) => wrong <= 0.02 * runs);
const verdictsHold = ours.every(({ wrong }) => wrong <= 0.02 * runs);

let realHold = true;
for (const slots of asked.real === "" ? [] : asked.real.split(",").map(Number)) {
  const { knee, verdict } = await climbLaptop(slots);
  say(`embedded engine with ${slots} slots, real time: knee ${knee}, ${verdict}`);
  realHold &&= knee === slots;
}
say(
  `\nknees ${kneesHold ? "hold" : "MISS"}, verdicts ${verdictsHold ? "hold" : "MISS"}, time ${Math.max(...factors) >= 3 ? "holds" : "MISSES"}, real climbs ${realHold ? "hold" : "MISS"}`,
);
process.exitCode = kneesHold && verdictsHold && realHold && Math.max(...factors) >= 3 ? 0 : 1;
