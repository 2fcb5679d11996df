import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { readText, writeWhole } from "../files.ts";

/** Where a simulated Mac keeps what its programs print; below the host's root. */
export const STATE = ".mac";

const GIB = 1024 ** 3;
/** Bytes of memory of every simulated Mac. */
const MEMORY = 48 * GIB;
/** Bytes the OS and its friends use when nothing else runs. */
const SYSTEM_MEMORY = 6 * GIB;

/** `memory free swap pressure footprint`: bytes, but for the pressure level (1, 2 or 4). */
export const IDLE_MEMORY = `${MEMORY} ${MEMORY - SYSTEM_MEMORY} 0 1 0\n`;

/** `{ sec = 1789, usec = 0 } Thu Sep 10 23:42:17 2026`, as kern.boottime is printed. */
const bootTime = (now: Date): string =>
  `{ sec = ${Math.floor(now.getTime() / 1000)}, usec = 0 } ${now.toString()}`;

/** What differs between two starts of one machine. */
export const bootFiles = (now: Date): Readonly<Record<string, string>> => ({
  "sysctl/kern.bootsessionuuid": randomUUID().toUpperCase(),
  "sysctl/kern.boottime": bootTime(now),
  memory: IDLE_MEMORY.trim(),
  supervisor: String(process.pid),
});

const account = (kind: string, name: string, id: string): Record<string, string> =>
  kind === "Users"
    ? { [`directory/Users/${name}/UniqueID`]: id, [`directory/Users/${name}/UserShell`]: "/bin/sh" }
    : { [`directory/Groups/${name}/PrimaryGroupID`]: id };

/** A Mac mini (M4 Pro, 48 GiB) on macOS 26.6.2. */
const FACTORY: Readonly<Record<string, string>> = {
  "os/ProductVersion": "26.6.2",
  "os/BuildVersion": "25G83",
  "os/ProductVersionExtra": "",
  "sysctl/hw.model": "Mac16,11",
  "sysctl/hw.ncpu": "14",
  "sysctl/hw.pagesize": "16384",
  "sysctl/hw.perflevel0.physicalcpu": "10",
  "sysctl/hw.perflevel1.physicalcpu": "4",
  "sysctl/hw.optional.arm64": "1",
  "sysctl/iogpu.wired_limit_mb": "0",
  "sysctl/kern.maxfiles": "491520",
  "sysctl/kern.maxfilesperproc": "245760",
  "sysctl/kern.ostype": "Darwin",
  // A record of what was seen here must not pass for one of a Mac.
  "sysctl/kern.version": "Espalier's simulated Mac: no Darwin kernel runs here",
  "sysctl/machdep.cpu.brand_string": "Apple M4 Pro",
  "sysctl/user.cs_path": "/usr/bin:/bin:/usr/sbin:/sbin",
  "pmset/sleep": "1",
  "pmset/displaysleep": "10",
  "pmset/disksleep": "10",
  "pmset/womp": "1",
  "pmset/autorestart": "0",
  "pmset/powernap": "1",
  "pmset/ttyskeepawake": "1",
  "pmset/tcpkeepalive": "1",
  "pmset/powermode": "0",
  spotlight: "on",
  firewall: "off",
  filevault: "off",
  mdm: "no",
  "owner-password": "orchard",
  "backups-destinations": "0",
  disk: "440000000",
  thermal: "0",
  ...account("Users", "root", "0"),
  ...account("Users", "llmops", "501"),
  ...account("Groups", "wheel", "0"),
  ...account("Groups", "staff", "20"),
  ...account("Groups", "admin", "80"),
};

/** The command line of a pid; empty when it has gone. */
function commandOf(pid: number): string {
  try {
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
}

const DIRECTORIES = [
  "launchd",
  "footprint",
  "../Library/LaunchDaemons",
  "../Users/llmops",
  "../opt",
  "../var/log",
  "../var/db",
  "../tmp",
];

/** On a locked disk lie the daemons and the keys of sshd. */
export type Disk = "locked" | "unlocked";

/** The state files of one simulated Mac; each holds one value and one line. */
export class MacState {
  readonly directory: string;

  constructor(root: string) {
    this.directory = join(root, STATE);
    for (const name of DIRECTORIES) mkdirSync(join(this.directory, name), { recursive: true });
    const fresh = Object.entries({ ...FACTORY, ...bootFiles(new Date()) });
    for (const [name, value] of fresh) if (!existsSync(this.path(name))) this.write(name, value);
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  read(name: string): string | undefined {
    return readText(this.path(name))?.replace(/\n$/, "");
  }

  write(name: string, value: string): void {
    writeWhole(this.path(name), `${value}\n`);
  }

  /** Pids of the engines that have accounted for memory and still run, those of no launchd job among them. */
  get engines(): readonly number[] {
    const noted = readdirSync(this.path("footprint")).map(Number).filter(Number.isInteger);
    return noted.filter((pid) => commandOf(pid).includes(dirname(this.directory)));
  }

  /** With FileVault a start leaves the disk locked, unless `fdesetup authrestart` has armed this one start. */
  diskAtStart(): Disk {
    if (this.read("filevault") !== "on") return "unlocked";
    if (this.read("filevault-armed") !== "yes") return "locked";
    this.write("filevault-armed", "used");
    return "unlocked";
  }

  /** The system that an update has laid down becomes the one that runs: what a start does. */
  installUpdate(): void {
    const [version, build] = this.read("os-next")?.split(" ") ?? [];
    if (version === undefined || build === undefined) return;
    this.write("os/ProductVersion", version);
    this.write("os/BuildVersion", build);
    this.write("os/ProductVersionExtra", "");
    rmSync(this.path("os-next"));
  }

  /** Puts the value back with which the machine left the factory. */
  reset(name: string): void {
    this.write(name, FACTORY[name] ?? "");
  }
}
