import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readText, writeWhole } from "../files.ts";
import { absent, failed, LAUNCHD_ERRORS, OK, type Reply } from "./codes.ts";
import { type Definition, readDefinition } from "./definition.ts";
import { Job, type JobKeeper } from "./job.ts";
import { Journal } from "./journal.ts";
import { Overrides } from "./overrides.ts";
import { parsePlist } from "./plist.ts";
import { printJob } from "./print.ts";

export interface LaunchdOptions {
  readonly root: string;
  /** Directory of state files that the simulated `launchctl` reads. */
  readonly state: string;
  readonly throttleScale: number;
  /** Called with every new pid, so that a crashed supervisor's jobs can be found again. */
  readonly spawned: (pid: number) => void;
  readonly ended: (pid: number) => void;
}

/** How long bootout waits before it says 36, ms. */
const BOOTOUT_PATIENCE = 30;

/** The launchd of one simulated Mac: the system domain only. */
export class Launchd {
  readonly #options: LaunchdOptions;
  readonly #jobs = new Map<string, Job>();
  readonly #overrides: Overrides;
  readonly #journal: Journal;
  /** True from the machine's end to its next start. */
  #down = false;

  constructor(options: LaunchdOptions) {
    this.#options = options;
    this.#overrides = new Overrides(join(options.state, "launchd-disabled"));
    this.#journal = new Journal(join(options.state, "launchd.log"));
  }

  get jobs(): readonly Job[] {
    return [...this.#jobs.values()];
  }

  job(label: string): Job | undefined {
    return this.#jobs.get(label);
  }

  /** Loads every plist of Library/LaunchDaemons that is not disabled, as a Mac does when it starts. */
  boot(): void {
    this.#down = false;
    rmSync(join(this.#options.state, "launchd"), { recursive: true, force: true });
    const directory = join(this.#options.root, "Library/LaunchDaemons");
    for (const name of readdirSync(directory).sort()) {
      if (name.endsWith(".plist")) this.bootstrap("system", join(directory, name));
    }
  }

  /** Every job ends: SIGTERM, `grace` ms, SIGKILL to what is left. */
  async halt(grace: number): Promise<void> {
    this.#down = true;
    const jobs = this.jobs;
    const ended = Promise.all(jobs.map((job) => job.leave()));
    const patience = new AbortController();
    await Promise.race([ended, sleep(grace, undefined, patience).catch(() => undefined)]);
    patience.abort();
    for (const job of jobs) job.kill("SIGKILL");
    await ended;
    for (const job of jobs) this.#forget(job);
  }

  bootstrap(domain: string, path: string): Reply {
    const refused = this.#refusedDomain("Bootstrap", domain);
    if (refused !== undefined) return refused;
    const definition = this.#read(path);
    if (typeof definition === "number") return this.#refuse(path, definition);
    const { label } = definition;
    const loaded = this.#jobs.get(label);
    if (loaded !== undefined) return this.#refuse(label, loaded.leaving ? 37 : 5);
    if (this.#overrides.isDisabled(label)) return this.#refuse(label, 119);
    if (!this.#accountExists(definition)) return this.#refuse(label, 114);
    return this.#load(definition);
  }

  /** SERVICE is `system/LABEL`, or `system` with the plist's path. */
  async bootout(target: string, path?: string): Promise<Reply> {
    const [domain = "", named] = target.split("/");
    const refused = this.#refusedDomain("Boot-out", domain);
    if (refused !== undefined) return refused;
    const label = named ?? this.jobs.find((job) => job.definition.path === path)?.definition.label;
    const job = this.#jobs.get(label ?? "");
    if (job === undefined) return failed("Boot-out", 3);
    const gone = job.leave().then(() => this.#forget(job));
    const first = await Promise.race([gone.then(() => "gone"), sleep(BOOTOUT_PATIENCE, "dying")]);
    return first === "gone" ? OK : failed("Boot-out", 36);
  }

  kickstart(label: string, how: { readonly kill: boolean; readonly print: boolean }): Reply {
    const job = this.#jobs.get(label);
    if (job === undefined) return absent(label);
    if (this.#overrides.isDisabled(label)) return failed("Could not kickstart service: Kickstart", 119);
    if (job.leaving) return failed("Kickstart", this.#down ? 124 : 37);
    if (how.kill) job.restart();
    else job.start();
    return how.print ? { code: 0, text: `service spawned with pid: ${job.pid ?? 0}\n` } : OK;
  }

  kill(name: string, label: string): Reply {
    const job = this.#jobs.get(label);
    if (job === undefined) return absent(label);
    const signal = signalOf(name);
    if (signal === undefined) return { code: 64, text: `Unknown signal: ${name}\n` };
    return job.kill(signal) ? OK : { code: 3, text: "No process to signal.\n" };
  }

  /** `enable` and `disable` know no wrong label: what is not loaded is remembered all the same. */
  override(label: string, disabled: boolean): Reply {
    this.#overrides.set(label, disabled);
    return OK;
  }

  #refusedDomain(verb: string, domain: string): Reply | undefined {
    if (this.#down) return failed(verb, 124);
    if (domain === "system") return undefined;
    return failed(verb, /^(gui|user)$/.test(domain.split("/")[0] ?? "") ? 125 : 112);
  }

  #read(path: string): Definition | number {
    try {
      if ((statSync(path).mode & 0o022) !== 0) return 122;
      return readDefinition(path, parsePlist(readFileSync(path, "utf8")));
    } catch (cause) {
      return cause instanceof SyntaxError ? 109 : 108;
    }
  }

  #accountExists({ userName }: Definition): boolean {
    if (userName === undefined) return true;
    return readText(join(this.#options.state, "directory/Users", userName, "UniqueID")) !== undefined;
  }

  #load(definition: Definition): Reply {
    const job = new Job(definition, this.#keeper());
    this.#jobs.set(definition.label, job);
    if (definition.runAtLoad || definition.keepAlive.always) job.start();
    this.#print(job);
    return OK;
  }

  #keeper(): JobKeeper {
    return {
      throttleScale: this.#options.throttleScale,
      changed: (job) => this.#changed(job),
      ended: this.#options.ended,
      log: (line) => this.#journal.note(line),
    };
  }

  #changed(job: Job): void {
    if (this.#jobs.get(job.definition.label) !== job) return;
    if (job.pid !== undefined) this.#options.spawned(job.pid);
    this.#print(job);
  }

  #file = (label: string): string => join(this.#options.state, "launchd", label);

  #print(job: Job): void {
    writeWhole(this.#file(job.definition.label), printJob(job.definition, job.state));
  }

  #forget(job: Job): void {
    const { label } = job.definition;
    if (this.#jobs.get(label) !== job) return;
    this.#jobs.delete(label);
    rmSync(this.#file(label), { force: true });
  }

  /** Bootstrap tells most causes as error 5; the true one is in launchd's log only. */
  #refuse(subject: string, cause: number): Reply {
    this.#journal.note(`Bootstrap by launchctl of ${subject} failed (${cause}: ${LAUNCHD_ERRORS[cause]})`);
    return failed("Bootstrap", cause === 119 || cause === 122 ? 5 : cause);
  }
}

/** `TERM`, `SIGTERM` or `15`. */
function signalOf(name: string): NodeJS.Signals | undefined {
  const wanted = name.startsWith("SIG") ? name : `SIG${name}`;
  const found = Object.entries(constants.signals).find(
    ([key, number]) => key === wanted || String(number) === name,
  );
  return found?.[0] as NodeJS.Signals | undefined;
}
