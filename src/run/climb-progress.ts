import { ladderLine } from "../probe/line.ts";
import type { Scene } from "./scene.ts";

/** Who climbs, and what is said when a rung begins. */
interface Telling {
  readonly host: string;
  readonly why: (rung: number) => string;
}

/** Tells one line that the ladder printed; a line it never prints tells nothing. */
export function tellProgress(scene: Scene, { host, why }: Telling, line: string): void {
  const message = ladderLine(line);
  if (message?.kind === "rung-ended") scene.tell({ kind: "rung-ended", host, rung: message.rung });
  if (message?.kind === "rung-started") {
    const step = `ladder rung ${message.rung}`;
    const reason =
      message.lap === undefined ? why(message.rung) : "to see whether the host is still what it was";
    scene.tell({ kind: "step-started", host, step, why: reason });
  }
  if (message?.kind === "signals-missing" && message.names.length > 0) {
    scene.tell({ kind: "line", host, text: `signals that cannot be read here: ${message.names.join(", ")}` });
  }
}
