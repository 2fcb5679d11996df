import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Event } from "../../src/model/event.ts";

/** One line of `--json`: an event, a result or a failure. */
export type Line = Readonly<Record<string, unknown>> & {
  readonly kind?: string;
  readonly host?: unknown;
  readonly state?: unknown;
  readonly step?: unknown;
};

export interface Ended {
  /** Absent when it was killed. */
  readonly exit: number | undefined;
  readonly lines: readonly Line[];
  readonly stderr: string;
}

/** The real program while it runs. */
export interface Program {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Resolves with the first event, told before or after now, that `wanted` accepts. Rejects when the program ends without it. */
  readonly tells: (wanted: (event: Event) => boolean) => Promise<Event>;
  /** SIGKILL: the program is told nothing. Resolves when it has ended. */
  readonly kill: () => Promise<Ended>;
}

interface Call {
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Starts Node with `argv`; every line on stdout must be JSON. */
export function start(argv: readonly string[], { directory, environment }: Call): Program {
  const { TF_CLI_CONFIG_FILE: _, ...surroundings } = process.env;
  const child = spawn(process.execPath, argv, {
    cwd: directory,
    env: { ...surroundings, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: Line[] = [];
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString("utf8");
  });
  const ears = new Set<() => void>();
  createInterface({ input: child.stdout }).on("line", (text) => {
    lines.push(JSON.parse(text) as Line);
    for (const ear of ears) ear();
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (code) => resolve({ exit: code ?? undefined, lines, stderr }));
  });
  return {
    pid: child.pid ?? 0,
    ended,
    tells: (wanted) => heard(lines, { wanted, ears, ended }),
    kill: () => {
      child.kill("SIGKILL");
      return ended;
    },
  };
}

interface Wait {
  readonly wanted: (event: Event) => boolean;
  readonly ears: Set<() => void>;
  readonly ended: Promise<Ended>;
}

function heard(lines: readonly Line[], { wanted, ears, ended }: Wait): Promise<Event> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const found = lines.find((line) => line.kind !== undefined && wanted(line as unknown as Event));
      if (found === undefined) return;
      ears.delete(look);
      resolve(found as unknown as Event);
    };
    ears.add(look);
    look();
    void ended.then(({ exit, stderr }) =>
      reject(new Error(`it ended with ${exit} before: ${JSON.stringify(lines.slice(-3))} ${stderr}`)),
    );
  });
}

/** What a program told of one host at its end: outcome and note. */
export const hostEnd = (
  { lines }: Ended,
  host: string,
): { readonly outcome: string; readonly note: string } => {
  const line = lines.findLast((item) => item.kind === "host-ended" && item["host"] === host);
  return { outcome: String(line?.["outcome"]), note: String(line?.["note"]) };
};

/** The failure that a program told of the run as a whole. */
export const failureOf = ({ lines }: Ended): Line | undefined => lines.find(({ kind }) => kind === "failure");

/** Which hosts a program began and ended, in order. */
export const hostEvents = ({ lines }: Ended): readonly string[] =>
  lines.flatMap(({ kind, host }) =>
    kind === "host-started" || kind === "host-ended" ? [`${kind} ${String(host)}`] : [],
  );

/** Steps that were done, and not found done already. */
export const deeds = ({ lines }: Ended): readonly string[] =>
  lines.flatMap(({ kind, state, step }) => (kind === "step-ended" && state === "done" ? [String(step)] : []));

/** The folder of the report that a run wrote. */
export const reportFolder = ({ lines }: Ended): string =>
  String(lines.find(({ kind }) => kind === "report")?.["directory"]);
