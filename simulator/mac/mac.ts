import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Reply } from "../launchd/codes.ts";
import { launchctl } from "../launchd/launchctl.ts";
import { Launchd } from "../launchd/launchd.ts";
import { exterminate, families } from "../pids.ts";
import { freePorts } from "../ports.ts";
import { installPrograms } from "./programs.ts";
import { type Line, Relay } from "./relay.ts";
import { Sshd } from "./sshd.ts";
import { bootFiles, IDLE_MEMORY, MacState, STATE } from "./state.ts";

export interface MacOptions {
  readonly id: string;
  readonly root: string;
  /** SSH port on loopback. */
  readonly port: number;
  /** The supervisor's unix socket. */
  readonly socket: string;
  readonly authorizedKeys: readonly string[];
  readonly throttleScale: number;
  /** Called with every pid that must not outlive the pool. */
  readonly spawned: (pid: number) => void;
}

/** How long jobs may take to end when the machine goes down, ms. */
const SHUTDOWN_GRACE = 250;
/** How long a restarting machine is away, ms. */
const AWAY = 400;

/** One simulated Mac: state files, programs, launchd and the way in. */
export class SimulatedMac {
  readonly id: string;
  readonly root: string;
  readonly port: number;
  readonly state: MacState;
  readonly launchd: Launchd;
  readonly sshd: Sshd;
  #relay: Relay | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor(options: MacOptions) {
    const { id, root, port } = options;
    this.id = id;
    this.root = root;
    this.port = port;
    this.state = new MacState(root);
    installPrograms({ host: id, root, socket: options.socket });
    this.sshd = new Sshd({ ...options, directory: join(root, STATE, "ssh") });
    this.launchd = new Launchd({
      ...options,
      state: this.state.directory,
      ended: (pid) => this.#forgetMemory(pid),
    });
  }

  /** Power on: launchd loads what is installed, then the way in opens. */
  boot(): Promise<void> {
    return this.#inTurn(() => this.#boot());
  }

  /** Power off: every session and every job ends. */
  halt(): Promise<void> {
    return this.#inTurn(() => this.#halt());
  }

  reboot(): Promise<void> {
    return this.#inTurn(() => this.#reboot());
  }

  /** Starts a machine that is off; one that is on stays as it is. */
  revive(): Promise<void> {
    return this.#inTurn(() => (this.sshd.pid === undefined ? this.#boot() : Promise.resolve()));
  }

  /** Somebody has typed the password: daemons start, then keys open the machine again. */
  unlock(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#halt();
      await this.#boot("unlocked");
    });
  }

  newHostKey(): Promise<void> {
    return this.#inTurn(() => this.#showKey(() => this.sshd.newHostKey()));
  }

  oldHostKey(): Promise<void> {
    return this.#inTurn(() => this.#showKey(() => this.sshd.oldHostKey()));
  }

  /** Remote Login is switched off; whoever is logged in stays. */
  loginOff(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#closeRelay();
      await this.sshd.stop("kept");
    });
  }

  /** Remote Login is switched on; where it is already nothing happens. */
  loginOn(): Promise<void> {
    return this.#inTurn(() => (this.sshd.pid === undefined ? this.sshd.start(this.port) : Promise.resolve()));
  }

  /** Puts `line` between the network and sshd; `undefined` takes it away. */
  connectBy(line: Line | undefined): Promise<void> {
    return this.#inTurn(() => this.#connectBy(line));
  }

  launchctl(argv: readonly string[]): Promise<Reply> {
    return launchctl(this.launchd, argv);
  }

  /** One deed at a time: a machine does not go down while it comes up. */
  #inTurn(deed: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(deed);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #boot(disk = this.state.diskAtStart()): Promise<void> {
    this.state.installUpdate();
    for (const [name, value] of Object.entries(bootFiles(new Date()))) this.state.write(name, value);
    if (disk === "unlocked") this.launchd.boot();
    await this.sshd.start(this.port, disk);
  }

  async #halt(): Promise<void> {
    await this.#closeRelay();
    await Promise.all([this.sshd.stop("cut"), this.launchd.halt(SHUTDOWN_GRACE)]);
    await exterminate(families(this.state.engines));
  }

  async #reboot(): Promise<void> {
    await this.#halt();
    await sleep(AWAY);
    await this.#boot();
  }

  async #showKey(change: () => void): Promise<void> {
    const before = this.sshd.hostKey;
    change();
    if (this.sshd.hostKey === before || this.sshd.pid === undefined) return;
    await this.#closeRelay();
    await this.sshd.stop("cut");
    await this.sshd.start(this.port);
  }

  async #connectBy(line: Line | undefined): Promise<void> {
    if (this.sshd.pid === undefined || (line === undefined && this.#relay === undefined)) return;
    await this.#closeRelay();
    await this.sshd.stop("kept");
    if (line === undefined) {
      await this.sshd.start(this.port);
      return;
    }
    const [hidden = 0] = await freePorts(1);
    await this.sshd.start(hidden);
    this.#relay = new Relay(hidden, line);
    await this.#relay.listen(this.port);
  }

  async #closeRelay(): Promise<void> {
    await this.#relay?.close();
    this.#relay = undefined;
  }

  /** Memory that an engine accounted for goes back to the OS when it ends; others publish theirs again. */
  #forgetMemory(pid: number): void {
    const account = this.state.path(`footprint/${pid}`);
    if (!existsSync(account)) return;
    rmSync(account);
    if (this.state.engines.length === 0) this.state.write("memory", IDLE_MEMORY.trim());
  }
}
