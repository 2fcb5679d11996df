import { constants } from "node:os";
import type { Definition } from "./definition.ts";

/** How a job stands, as `launchctl print` tells it. */
export interface JobState {
  readonly state: "running" | "spawn scheduled" | "not running";
  readonly pid?: number;
  readonly runs: number;
  /** How the last run ended; absent before the first end. */
  readonly last?: Ending;
}

export type Ending =
  | { readonly kind: "exit"; readonly code: number }
  | { readonly kind: "signal"; readonly name: NodeJS.Signals };

const DEFAULT_PATH = "/usr/bin:/bin:/usr/sbin:/sbin";

const SIGNAL_NAMES: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
  SIGHUP: "Hangup",
  SIGINT: "Interrupt",
  SIGABRT: "Abort trap",
  SIGKILL: "Killed",
  SIGSEGV: "Segmentation fault",
  SIGTERM: "Terminated",
};

function endingLine(last: Ending | undefined): string {
  if (last === undefined) return "\tlast exit code = (never exited)";
  if (last.kind === "exit") return `\tlast exit code = ${last.code === 78 ? "78: EX_CONFIG" : last.code}`;
  return `\tlast terminating signal = ${SIGNAL_NAMES[last.name] ?? last.name}: ${constants.signals[last.name]}`;
}

const block = (name: string, lines: readonly string[]): string[] => [
  `\t${name} = {`,
  ...lines.map((line) => `\t\t${line}`),
  "\t}",
];

const optional = (name: string, value: string | number | undefined): string[] =>
  value === undefined ? [] : [`\t${name} = ${value}`];

/** The environment a job gets: what the plist says, PATH and XPC_SERVICE_NAME. */
export const environmentOf = (job: Definition): Record<string, string> => ({
  PATH: DEFAULT_PATH,
  ...job.environment,
  XPC_SERVICE_NAME: job.label,
});

const definitionLines = (job: Definition): string[] => [
  `\tprogram = ${job.arguments[0]}`,
  ...block("arguments", job.arguments),
  "",
  ...optional("working directory", job.workingDirectory),
  ...optional("stdout path", job.stdoutPath),
  ...optional("stderr path", job.stderrPath),
  ...block("default environment", [`PATH => ${DEFAULT_PATH}`]),
  "",
  ...block(
    "environment",
    Object.entries({ ...job.environment, XPC_SERVICE_NAME: job.label }).map(
      ([key, value]) => `${key} => ${value}`,
    ),
  ),
  "",
  "\tdomain = system",
  ...optional("username", job.userName),
  ...optional("group", job.groupName),
  `\tminimum runtime = ${job.throttle}`,
  `\texit timeout = ${job.exitTimeOut}`,
];

const properties = ({ keepAlive, runAtLoad }: Definition): string[] => [
  ...(keepAlive.always ? ["keepalive"] : []),
  ...(runAtLoad || keepAlive.always ? ["runatload"] : []),
  "inferred program",
];

const stateLines = ({ pid, runs, last }: JobState): string[] => [
  `\truns = ${runs}`,
  ...optional("pid", pid),
  "\timmediate reason = speculative",
  "\tforks = 0",
  `\texecs = ${pid === undefined ? 0 : 1}`,
  "\tinitialized = 1",
  "\ttrampolined = 1",
  "\tstarted suspended = 0",
  "\tproxy started suspended = 0",
  "\tchecked allocations = 0 (queried = 1)",
  endingLine(last),
];

/** The text of `launchctl print system/LABEL`; facts: field set of macOS 26 for a LaunchDaemon. */
export const printJob = (job: Definition, now: JobState): string =>
  [
    `system/${job.label} = {`,
    `\tactive count = ${now.pid === undefined ? 0 : 1}`,
    `\tpath = ${job.path}`,
    "\ttype = LaunchDaemon",
    `\tstate = ${now.state}`,
    "",
    ...definitionLines(job),
    ...stateLines(now),
    `\tspawn type = ${job.spawnType}`,
    "\tjetsam priority = 40",
    "\tjetsam memory limit (active) = (unlimited)",
    "\tjetsam memory limit (inactive) = (unlimited)",
    `\tproperties = ${properties(job).join(" | ")}`,
    "}",
    "",
  ].join("\n");

/** The text of `launchctl print-disabled system`. */
export const printDisabled = (overrides: ReadonlyMap<string, boolean>): string =>
  [
    "\tdisabled services = {",
    ...[...overrides].map(([label, disabled]) => `\t\t"${label}" => ${disabled ? "disabled" : "enabled"}`),
    "\t}",
    "",
  ].join("\n");
