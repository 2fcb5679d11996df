import type { EventBody } from "../model/event.ts";
import { type LadderLine, ladderLine } from "../probe/line.ts";
import type { Scene } from "./scene.ts";

/** Who climbs, what is said when a rung begins, and how long the climb will go on. */
interface Telling {
  readonly host: string;
  readonly why: (rung: number) => string;
  /** ms, after so many requests of the rung. */
  readonly left?: (rung: number, done: number) => number;
}

/** Progress is told no more often, ms: the timeline keeps it. */
const EVERY = 2000;

/** Tells the lines that a ladder prints, one after another; a line it never prints tells nothing. */
export function progressTeller(scene: Scene, telling: Telling): (line: string) => void {
  let toldAt = 0;
  let visit: Visit = { rung: 0 };
  return (line) => {
    const message = ladderLine(line);
    if (message === undefined) return;
    if (message.kind === "rung-started") visit = message;
    if (message.kind === "progress") {
      if (scene.clock.now() < toldAt + EVERY) return;
      toldAt = scene.clock.now();
    }
    const event = eventOf(message, telling, visit);
    if (event !== undefined) scene.tell(event);
  };
}

type Visit = Pick<Extract<LadderLine, { kind: "rung-started" }>, "rung" | "lap" | "again">;

const isPlanned = ({ lap, again }: Visit): boolean => lap === undefined && again === undefined;

function reasonFor({ rung, lap, again }: Visit, why: Telling["why"]): string {
  if (lap !== undefined) return "to see whether the host is still what it was";
  return again ? "a rule is undecided there with the baseline as it is now" : why(rung);
}

/** Of the return, and of what follows it, nobody has estimated how long it takes. */
function eventOf(message: LadderLine, { host, why, left }: Telling, visit: Visit): EventBody | undefined {
  switch (message.kind) {
    case "rung-started":
      return {
        kind: "step-started",
        host,
        step: `ladder rung ${message.rung}`,
        why: reasonFor(message, why),
      };
    case "progress": {
      const { rung, ...progress } = message;
      const estimate = left && isPlanned(visit) ? { left: Math.round(left(rung, progress.done)) } : {};
      return { ...progress, kind: "rung-progress", host, ...estimate };
    }
    case "rung-ended":
      return { ...message, host };
    case "signals-missing":
      if (message.names.length === 0) return undefined;
      return { kind: "line", host, text: `signals that cannot be read here: ${message.names.join(", ")}` };
  }
}
