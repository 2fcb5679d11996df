import type { PlistDict, PlistValue } from "./plist.ts";

/** What launchd keeps of a job's plist. Times in seconds. */
export interface Definition {
  readonly label: string;
  readonly path: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly userName?: string;
  readonly groupName?: string;
  readonly workingDirectory?: string;
  readonly stdoutPath?: string;
  readonly stderrPath?: string;
  readonly runAtLoad: boolean;
  readonly keepAlive: KeepAlive;
  /** Least time between two spawns. */
  readonly throttle: number;
  /** From SIGTERM to SIGKILL; 0 waits for ever. */
  readonly exitTimeOut: number;
  readonly spawnType: string;
}

/** When launchd starts a job again after it ended. */
export interface KeepAlive {
  readonly always: boolean;
  readonly successfulExit?: boolean;
  readonly crashed?: boolean;
}

const SPAWN_TYPES: Readonly<Record<string, string>> = {
  Interactive: "interactive (4)",
  Background: "background (5)",
  Adaptive: "adaptive (6)",
};

const isDict = (value: PlistValue | undefined): value is PlistDict =>
  typeof value === "object" && !Array.isArray(value);
const text = (value: PlistValue | undefined): string | undefined =>
  typeof value === "string" ? value : undefined;
const count = (value: PlistValue | undefined, fallback: number): number =>
  typeof value === "number" ? value : fallback;
const flag = (value: PlistValue | undefined): boolean | undefined =>
  typeof value === "boolean" ? value : undefined;

/** launchd keeps strings only and says nothing about the rest. */
const strings = (value: PlistValue | undefined): Record<string, string> =>
  isDict(value)
    ? Object.fromEntries(
        Object.entries(value).flatMap(([key, item]) => (typeof item === "string" ? [[key, item]] : [])),
      )
    : {};

function keepAlive(value: PlistValue | undefined): KeepAlive {
  if (!isDict(value)) return { always: value === true };
  return present({
    always: false,
    successfulExit: flag(value["SuccessfulExit"]),
    crashed: flag(value["Crashed"]),
  });
}

/** `parts` without the keys whose value is undefined. */
const present = <T extends object>(parts: { [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(parts).filter(([, item]) => item !== undefined)) as T;

function argv(plist: PlistDict): readonly string[] {
  const listed = plist["ProgramArguments"];
  if (Array.isArray(listed)) return listed.filter((item) => typeof item === "string");
  const program = text(plist["Program"]);
  return program === undefined ? [] : [program];
}

/** The job that `plist` describes, or the launchd error number that says why it is none. */
export function readDefinition(path: string, plist: PlistValue): Definition | number {
  if (!isDict(plist)) return 109;
  const label = text(plist["Label"]);
  const command = argv(plist);
  if (label === undefined || label === "") return 110;
  if (!command[0]?.startsWith("/")) return 111;
  return present<Definition>({
    label,
    path,
    arguments: command,
    environment: strings(plist["EnvironmentVariables"]),
    userName: text(plist["UserName"]),
    groupName: text(plist["GroupName"]),
    workingDirectory: text(plist["WorkingDirectory"]),
    stdoutPath: text(plist["StandardOutPath"]),
    stderrPath: text(plist["StandardErrorPath"]),
    runAtLoad: plist["RunAtLoad"] === true,
    keepAlive: keepAlive(plist["KeepAlive"]),
    throttle: count(plist["ThrottleInterval"], 10),
    exitTimeOut: count(plist["ExitTimeOut"], 5),
    spawnType: SPAWN_TYPES[text(plist["ProcessType"]) ?? ""] ?? "daemon (3)",
  });
}
