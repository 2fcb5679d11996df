import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { demand } from "./demand.ts";
import type { Running } from "./running.ts";

const ESPALIER = new URL("../../bin/espalier.js", import.meta.url).pathname;
const CLIMB = ["--rungs", "1,2", "--requests", "6", "--prompt-tokens", "64", "--output-tokens", "24"];

interface Said {
  readonly kind?: string;
  readonly directory?: string;
  readonly verdict?: string;
}

const parsed = (line: string): Said => {
  try {
    return JSON.parse(line) as Said;
  } catch {
    return {};
  }
};

/** The ladder that a person starts: `espalier ladder --url`. Any verdict will do; a climb that does not end will not. */
export function tryLadder({ port, model }: Running, root: string): void {
  const target = ["--url", `http://127.0.0.1:${port}`, "--model", model];
  const ran = spawnSync(process.execPath, [ESPALIER, "ladder", ...target, ...CLIMB, "--yes", "--json"], {
    cwd: root,
    encoding: "utf8",
  });
  const said = ran.stdout
    .split("\n")
    .map(parsed)
    .find(({ kind }) => kind === "ladder");
  const told = said === undefined ? `exit ${ran.status}: ${ran.stderr.trim()}` : `verdict ${said.verdict}`;
  demand(said !== undefined && [0, 3, 4].includes(ran.status ?? 1), `the ladder comes to its end (${told})`);
  const report = join(root, said?.directory ?? "", "index.html");
  demand(
    existsSync(report) || existsSync(join(said?.directory ?? "", "index.html")),
    "its report is written",
  );
}
