import { ladderLine } from "../probe/line.ts";
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
  const { host, why, left } = telling;
  let toldAt = 0;
  let returns = false;
  return (line) => {
    const message = ladderLine(line);
    switch (message?.kind) {
      case "rung-started": {
        const { rung, lap } = message;
        returns = lap !== undefined;
        const reason = lap === undefined ? why(rung) : "to see whether the host is still what it was";
        scene.tell({ kind: "step-started", host, step: `ladder rung ${rung}`, why: reason });
        break;
      }
      case "progress": {
        if (scene.clock.now() < toldAt + EVERY) break;
        toldAt = scene.clock.now();
        const { kind: _, rung, ...progress } = message;
        const estimate = left && !returns ? { left: Math.round(left(rung, progress.done)) } : {};
        scene.tell({ kind: "rung-progress", host, ...progress, ...estimate });
        break;
      }
      case "rung-ended":
        scene.tell({ ...message, host });
        break;
      case "signals-missing":
        if (message.names.length > 0)
          scene.tell({
            kind: "line",
            host,
            text: `signals that cannot be read here: ${message.names.join(", ")}`,
          });
        break;
    }
  };
}
