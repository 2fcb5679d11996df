import {
  type ChildProcess,
  type ChildProcessWithoutNullStreams,
  execFileSync,
  spawn,
} from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const PROGRAM = join(import.meta.dirname, "../../bin/espalier.js");

/** One line of `--json`: an event, a result or a failure. */
export type Line = Readonly<Record<string, unknown>> & { readonly kind: string };

export interface Ended {
  readonly exit: number | null;
  readonly lines: readonly Line[];
  readonly stderr: string;
}

/** A folder in which a person without inventory types `espalier`; nothing there is a terminal. */
export class Desk {
  readonly folder = mkdtempSync("/tmp/espalier-desk-");

  /** Runs `espalier --json ...` to its end; each line is heard as it comes. */
  async espalier(
    argv: readonly string[],
    hear: (line: Line, child: ChildProcess) => void = () => undefined,
  ): Promise<Ended> {
    const child = this.#start(argv);
    const lines: Line[] = [];
    createInterface({ input: child.stdout }).on("line", (text) => {
      const line = JSON.parse(text) as Line;
      lines.push(line);
      hear(line, child);
    });
    return { ...(await endOf(child)), lines };
  }

  /** Runs `espalier --json ...` with a reader that has left before anything is said. */
  unread(argv: readonly string[]): Promise<Omit<Ended, "lines">> {
    const child = this.#start(argv);
    child.stdout.destroy();
    return endOf(child);
  }

  /** Puts a program in front of those of the machine. */
  program(name: string, script: string): void {
    writeFileSync(join(this.folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  /** What lies below `reports/laptop`: one folder for each run that began. */
  get runs(): readonly string[] {
    const runs = readdirSync(this.folder).includes("reports") ? this.#below("reports/laptop") : [];
    return runs.map((run) => join(this.folder, "reports/laptop", run));
  }

  /** Programs that were started out of this folder and still run. */
  get leftovers(): readonly string[] {
    const running = execFileSync("ps", ["-A", "-o", "args="], { encoding: "utf8" }).split("\n");
    return running.filter((args) => args.includes(this.folder));
  }

  leave(): void {
    rmSync(this.folder, { recursive: true });
  }

  #start(argv: readonly string[]): ChildProcessWithoutNullStreams {
    const child = spawn(process.execPath, [PROGRAM, "--json", ...argv], {
      cwd: this.folder,
      env: { ...process.env, PATH: `${this.folder}:${process.env["PATH"]}` },
    });
    child.stdin.end();
    return child;
  }

  #below(path: string): readonly string[] {
    return readdirSync(join(this.folder, path));
  }
}

/** How a program ended, and what it said of it. */
function endOf(child: ChildProcessWithoutNullStreams): Promise<Omit<Ended, "lines">> {
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString("utf8");
  });
  return new Promise((resolve) => {
    child.once("close", (exit) => resolve({ exit, stderr }));
  });
}
