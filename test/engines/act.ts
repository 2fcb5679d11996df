import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { layout } from "../../src/model/layout.ts";
import type { Step } from "../../src/model/step.ts";
import { type Deed, renderActScript } from "../../templates/host/act-script.ts";

/** One step of an act script, by the words that a plan would write. */
export const deed = (...argv: readonly string[]): Deed => ({
  kind: "run",
  operation: "engines",
  subject: argv[0] ?? "",
  why: "the engine is tried",
  argv,
});

/** The steps of a plan that do something. */
export const deedsOf = (steps: readonly Step[]): readonly Deed[] =>
  steps.filter((step) => step.kind === "run" || step.kind === "put");

const ran = (file: string): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile("sh", [file], { encoding: "utf8" }, (failure, out, err) => {
      if (failure === null) resolve(out);
      else reject(new Error(`an act script ended with ${failure.code}: ${err.trim()}`));
    });
  });

/** Runs the script that a host would get, below `root`. Rejects with what it said when a step fails. */
export function act(root: string, deeds: readonly Deed[]): Promise<string> {
  mkdirSync(join(root, "tmp"), { recursive: true });
  const file = join(root, "act.sh");
  writeFileSync(file, renderActScript(layout(root), deeds));
  return ran(file);
}

/** True when the script refuses, and says `words`. */
export const refuses = (root: string, deeds: readonly Deed[], words: string): Promise<boolean> =>
  act(root, deeds).then(
    () => false,
    (cause: unknown) => String(cause).includes(words),
  );
