/** A launchd job as typed data: the keys of launchd.plist(5) that a service of ours sets. */
export interface LaunchdJob {
  readonly label: string;
  /** Absolute program, then its arguments; launchd expands nothing in them. */
  readonly programArguments: readonly string[];
  readonly userName: string;
  readonly groupName: string;
  /** launchd ignores values that are no strings, silently; hence strings only. */
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  readonly runAtLoad: boolean;
  readonly keepAlive: boolean;
  /** Seconds between two starts of a job that ends by itself; absent: only when it is loaded. */
  readonly startInterval?: number;
  /** Least seconds between two starts. */
  readonly throttleInterval: number;
  /** Seconds from SIGTERM to SIGKILL. */
  readonly exitTimeOut: number;
  /** Left out, launchd throttles CPU and I/O ("Standard"). */
  readonly processType: "Interactive" | "Adaptive" | "Background" | "Standard";
  /**
   * Open files, soft; absent: launchd's 256. A hard one is never asked for: launchd.plist(5) says that the limits of a daemon
   * set kern.maxfiles and kern.maxfilesperproc of the whole Mac.
   */
  readonly numberOfFiles?: number;
  /** False writes a core size of 0: memory of an inference service holds prompts. */
  readonly coreDumps: boolean;
  readonly standardOutPath: string;
  readonly standardErrorPath: string;
}

type Value = string | number | boolean | readonly string[] | Dictionary;
type Dictionary = { readonly [key: string]: Value };

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
`;

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;" };
const escaped = (text: string): string => text.replace(/[&<>\r]/g, (sign) => ENTITIES[sign] ?? sign);

function element(value: Value, indent: string): string {
  if (typeof value === "string") return `${indent}<string>${escaped(value)}</string>\n`;
  if (typeof value === "number") return `${indent}<integer>${value}</integer>\n`;
  if (typeof value === "boolean") return `${indent}<${value}/>\n`;
  if (Array.isArray(value)) {
    return `${indent}<array>\n${value.map((item) => element(item, `${indent}  `)).join("")}${indent}</array>\n`;
  }
  return dictionary(value as Dictionary, indent);
}

function dictionary(entries: Dictionary, indent: string): string {
  const inner = `${indent}  `;
  const lines = Object.entries(entries).map(
    ([key, value]) => `${inner}<key>${escaped(key)}</key>\n${element(value, inner)}`,
  );
  return `${indent}<dict>\n${lines.join("")}${indent}</dict>\n`;
}

const sorted = (record: Readonly<Record<string, string>>): Dictionary =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

const limits = (coreDumps: boolean): Dictionary => (coreDumps ? {} : { Core: 0 });

/** The job in the order in which it is written: fixed, so that equal jobs give equal bytes. */
function keys(job: LaunchdJob): Dictionary {
  return {
    Label: job.label,
    ProgramArguments: job.programArguments,
    UserName: job.userName,
    GroupName: job.groupName,
    WorkingDirectory: job.workingDirectory,
    EnvironmentVariables: sorted(job.environment),
    RunAtLoad: job.runAtLoad,
    KeepAlive: job.keepAlive,
    ...(job.startInterval !== undefined && { StartInterval: job.startInterval }),
    ThrottleInterval: job.throttleInterval,
    ExitTimeOut: job.exitTimeOut,
    ProcessType: job.processType,
    SoftResourceLimits: {
      ...limits(job.coreDumps),
      ...(job.numberOfFiles !== undefined && { NumberOfFiles: job.numberOfFiles }),
    },
    HardResourceLimits: limits(job.coreDumps),
    StandardOutPath: job.standardOutPath,
    StandardErrorPath: job.standardErrorPath,
  };
}

/** The XML property list of a job, for `<launchDaemons>/<label>.plist`. */
export const renderPlist = (job: LaunchdJob): string => `${HEAD}${dictionary(keys(job), "")}</plist>\n`;
