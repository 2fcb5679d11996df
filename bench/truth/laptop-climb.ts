import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { laptop } from "../../test/ladder/laptop.ts";

const REPOSITORY = join(import.meta.dirname, "..", "..");

/** What `espalier ladder` said at its end. */
export interface ClimbedLaptop {
  readonly knee: number | undefined;
  readonly verdict: string;
}

/** Runs `espalier ladder` against an embedded engine with so many slots. */
export async function climbLaptop(slots: number): Promise<ClimbedLaptop> {
  const machine = await laptop(["qwen3:4b"], slots);
  try {
    const argv = ["bin/espalier.js", "--json", "ladder", "--yes", "--url", machine.url];
    const wish = ["--requests", "80", "--rungs", "1,2,4,8,16", "--output-tokens", "48"];
    const child = spawn(process.execPath, [...argv, ...wish], {
      cwd: REPOSITORY,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const said = await text(child.stdout);
    const last = said
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
      .find(({ kind }) => kind === "ladder");
    return { knee: last?.knee, verdict: last?.verdict ?? "none" };
  } finally {
    await machine.stop();
  }
}
