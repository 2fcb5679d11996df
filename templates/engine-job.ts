import type { Engine } from "../src/model/engine.ts";
import { engineLabel, type Layout, SERVICE_USER } from "../src/model/layout.ts";
import type { LaunchdJob } from "./launchd-plist.ts";

/** One engine on one host. */
export interface EngineJobWish<E extends Engine = Engine> {
  readonly engine: E;
  /** Loopback port. */
  readonly port: number;
  /** What its job and its log are called. */
  readonly job: string;
  /** `<noun>/<short digest>` of its artifact. */
  readonly release: string;
  /** Path inside the unpacked artifact. */
  readonly program: string;
  readonly layout: Layout;
}

/** What distinguishes the job of one kind of engine. */
interface Particulars {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Default: the state directory. */
  readonly workingDirectory?: string;
  /** Seconds from SIGTERM to SIGKILL. Default 30. */
  readonly exitTimeOut?: number;
}

/** The program of an engine, by its own digest: whatever release is `current`, its job starts the same one again. */
export const engineProgram = ({ release, program, layout }: EngineJobWish): string =>
  `${layout.releases}/${release}/${program}`;

/** The launchd job of an engine that listens on loopback, below the proxy. The engine's own `environment` wins. */
export function engineJob({ engine, job, layout }: EngineJobWish, particulars: Particulars): LaunchdJob {
  const { argv, environment, workingDirectory = layout.state, exitTimeOut = 30 } = particulars;
  const log = `${layout.logs}/${job}.log`;
  return {
    label: engineLabel(job),
    programArguments: argv,
    userName: SERVICE_USER,
    groupName: SERVICE_USER,
    environment: { HOME: layout.state, PATH: layout.searchPath, ...environment, ...engine.environment },
    workingDirectory,
    runAtLoad: true,
    keepAlive: true,
    throttleInterval: 15,
    exitTimeOut,
    processType: "Interactive",
    numberOfFiles: 8192,
    coreDumps: false,
    standardOutPath: log,
    standardErrorPath: log,
  };
}
