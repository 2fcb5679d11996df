import { BEAT, type Deed } from "../../templates/host/act-script.ts";
import type { Scene } from "./scene.ts";

/** What the act script has told so far. */
export interface StepProgress {
  /** How many deeds are done. */
  readonly done: () => number;
  readonly hear: (line: string) => void;
}

/** Listens to the act script and tells what it does on the host. */
export function stepProgress(scene: Scene, host: string, deeds: readonly Deed[]): StepProgress {
  let done = 0;
  const name = (deed: Deed): string => `${deed.operation} ${deed.subject}`;
  return {
    done: () => done,
    hear(text: string): void {
      if (text === BEAT) return;
      const [, index, state, note = ""] = /^@@ (\d+) (start|done|failed) ?(.*)$/.exec(text) ?? [];
      const deed = deeds[Number(index)];
      if (deed === undefined) scene.tell({ kind: "line", host, text });
      else if (state === "start") scene.tell({ kind: "step-started", host, step: name(deed), why: deed.why });
      else {
        done += state === "done" ? 1 : 0;
        scene.tell({
          kind: "step-ended",
          host,
          step: name(deed),
          state: state === "done" ? "done" : "failed",
          note,
        });
      }
    },
  };
}
