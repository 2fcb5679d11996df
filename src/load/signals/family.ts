/** A program and all it started, at one moment. */
export interface Family {
  /** Ascending. */
  readonly pids: readonly number[];
  /** Resident memory of all of them, bytes. */
  readonly rss: number;
}

interface Line {
  readonly pid: number;
  readonly parent: number;
  /** KiB, as `ps` prints it. */
  readonly rss: number;
}

/** The family of `heads` in the output of `ps -A -o pid=,ppid=,rss=`, with or without more columns; `undefined` when one of them is not there. */
export function family(stdout: string, heads: readonly number[]): Family | undefined {
  const lines = stdout.split("\n").flatMap(lineOf);
  if (!heads.every((head) => lines.some(({ pid }) => pid === head))) return undefined;
  const pids = withChildren(new Set(heads), lines);
  const members = lines.filter((line) => pids.has(line.pid));
  return {
    pids: [...pids].sort((a, b) => a - b),
    rss: members.reduce((sum, { rss }) => sum + rss * 1024, 0),
  };
}

function withChildren(known: ReadonlySet<number>, lines: readonly Line[]): ReadonlySet<number> {
  const next = new Set([...known, ...lines.filter(({ parent }) => known.has(parent)).map(({ pid }) => pid)]);
  return next.size === known.size ? known : withChildren(next, lines);
}

function lineOf(text: string): readonly Line[] {
  const [, pid, parent, rss] = /^\s*(\d+)\s+(\d+)\s+(\d+)(?:\s|$)/.exec(text) ?? [];
  return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), rss: Number(rss) }];
}
