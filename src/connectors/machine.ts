import { cpus, hostname, release, totalmem, type } from "node:os";

/** What this machine says of itself. */
export interface Machine {
  /** Its name without the domain, fit for a folder. */
  readonly name: string;
  readonly chip: string;
  /** Bytes. */
  readonly memory: number;
  /** Kernel and its version: `Darwin 25.1.0`. */
  readonly os: string;
}

export const thisMachine = (): Machine => ({
  name: /^[A-Za-z0-9][A-Za-z0-9-]*/.exec(hostname())?.[0] ?? "laptop",
  chip: cpus()[0]?.model.trim() || "unknown",
  memory: totalmem(),
  os: `${type()} ${release()}`,
});
