import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../src/model/failure.ts";
import { readText, writeWhole } from "../files.ts";
import { generateKey } from "../keys.ts";
import { exterminate, families, type Pid } from "../pids.ts";
import { findProgram } from "./programs.ts";
import { loginScript, sshdConfig } from "./sshd-config.ts";
import type { Disk } from "./state.ts";

export interface SshdOptions {
  readonly root: string;
  /** Directory of the server's own files, inside the root. */
  readonly directory: string;
  /** OpenSSH public keys that may log in. */
  readonly authorizedKeys: readonly string[];
  readonly spawned: (pid: number) => void;
}

const missing = (program: string): Failure =>
  new Failure({
    code: "program-missing",
    subject: program,
    saw: "the embedded pool found none on this machine",
    hint: "install OpenSSH's server (Debian: apt-get install openssh-server; macOS ships it)",
  });

function required(name: string, directories: readonly string[]): string {
  const path = findProgram(name, directories);
  if (path === undefined) throw missing(name);
  return path;
}

/** The real OpenSSH server of one simulated Mac, on loopback. */
export class Sshd {
  readonly #options: SshdOptions;
  readonly #sftp: string;
  readonly #program: string;
  #child: ChildProcess | undefined;
  /** Logins that outlived their server. */
  readonly #sessions: Pid[] = [];

  constructor(options: SshdOptions) {
    this.#options = options;
    this.#program = required("sshd", ["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"]);
    this.#sftp = required("sftp-server", [
      "/usr/lib/openssh",
      "/usr/lib/ssh",
      "/usr/libexec",
      "/usr/libexec/openssh",
    ]);
    mkdirSync(options.directory, { recursive: true });
    // As root, sshd wants its privilege separation directory.
    if (process.getuid?.() === 0 && process.platform === "linux") mkdirSync("/run/sshd", { recursive: true });
    if (!existsSync(this.#file("host_key"))) this.newHostKey();
    writeWhole(
      this.#file("authorized_keys"),
      options.authorizedKeys.map((key) => `${key}\n`).join(""),
      0o600,
    );
    writeWhole(this.#file("login"), loginScript(options.root), 0o755);
  }

  #file(name: string): string {
    return join(this.#options.directory, name);
  }

  /** `ssh-ed25519 AAAA...` without a comment. */
  get hostKey(): string {
    return readFileSync(this.#file("host_key.pub"), "utf8").split(" ").slice(0, 2).join(" ").trim();
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Another key; the first one is kept aside. */
  newHostKey(): void {
    for (const suffix of ["", ".pub"]) {
      const [key, first] = [this.#file(`host_key${suffix}`), this.#file(`first_key${suffix}`)];
      if (existsSync(key) && !existsSync(first)) renameSync(key, first);
      rmSync(key, { force: true });
    }
    generateKey(this.#file("host_key"), "simulated-mac");
  }

  /** Back to the key from before `newHostKey`. */
  oldHostKey(): void {
    for (const suffix of ["", ".pub"]) {
      const key = this.#file(`first_key${suffix}`);
      if (existsSync(key)) renameSync(key, this.#file(`host_key${suffix}`));
    }
  }

  /** Listens on `port`; resolves when it accepts connections. A locked disk holds the keys: none opens. */
  async start(port: number, disk: Disk = "unlocked"): Promise<void> {
    const keys = this.#file(disk === "locked" ? "locked_keys" : "authorized_keys");
    const files = { ...this.#options, sftp: this.#sftp, keys };
    writeWhole(this.#file("sshd_config"), sshdConfig(files, port), 0o600);
    const log = this.#file("sshd.log");
    const child = spawn(this.#program, ["-D", "-E", log, "-f", this.#file("sshd_config")], {
      detached: true,
      stdio: "ignore",
    });
    child.once("error", () => undefined);
    this.#child = child;
    if (child.pid !== undefined) this.#options.spawned(child.pid);
    if (await answers(port, () => child.exitCode === null && child.pid !== undefined)) return;
    throw new Failure({
      code: "sshd-silent",
      subject: `127.0.0.1:${port}`,
      saw: `the simulated Mac's sshd does not listen: ${readText(log)?.trim().split("\n").at(-1) ?? "no log"}`,
      hint: `read ${log}`,
    });
  }

  /** Ends the server; `sessions` says whether those who are logged in are thrown out. */
  async stop(sessions: "cut" | "kept"): Promise<void> {
    const pid = this.#child?.pid;
    this.#child = undefined;
    const family = pid === undefined ? [] : families([pid]);
    this.#sessions.push(...family.filter((entry) => entry.pid !== pid));
    await exterminate(family.filter((entry) => entry.pid === pid));
    if (sessions === "cut") await exterminate(families(this.#sessions.splice(0).map((entry) => entry.pid)));
  }
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port });
    socket.once("connect", () => socket.destroy());
    socket.once("error", () => resolve(false));
    socket.once("close", (failed) => resolve(!failed));
  });

async function answers(port: number, alive: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await accepts(port)) return true;
    if (!alive()) return false;
    await sleep(25);
  }
  return false;
}
