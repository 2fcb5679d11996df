import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { artifacts } from "../../simulator/mirror/artifacts.ts";
import { freePorts } from "../../simulator/ports.ts";
import { eventually } from "../eventually.ts";

/** What a program said when it ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A place like a host's root, in which artifacts of the mirror are unpacked and started. */
export class Place {
  readonly root: string;
  readonly #children: ReturnType<typeof spawn>[] = [];

  constructor(root = mkdtempSync("/tmp/espalier-engines-")) {
    this.root = root;
    mkdirSync(join(this.root, ".mac"), { recursive: true });
    writeFileSync(join(this.root, ".mac/supervisor"), String(process.pid));
  }

  /** Unpacks the artifact of that noun. Returns its directory. */
  unpack(noun: string, curve: object = {}): string {
    const found = artifacts().find(({ name }) => name.startsWith(`${noun}@`));
    const directory = join(this.root, noun);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "a.tgz"), found?.bytes ?? "");
    execFileSync("tar", ["-xzf", "a.tgz"], { cwd: directory });
    this.knobs(curve);
    return directory;
  }

  /** What a fault would write for all engines of the place. */
  knobs(values: object): void {
    writeFileSync(join(this.root, ".mac/engine.json"), JSON.stringify(values));
  }

  /** Runs a program to its end. */
  run(program: string, args: readonly string[], seconds = 20): Promise<Ended> {
    return new Promise((resolve) => {
      const child = spawn(program, args, { env: { PATH: "/usr/bin:/bin", HOME: this.root } });
      const killer = setTimeout(() => child.kill("SIGKILL"), seconds * 1000);
      let [out, err] = ["", ""];
      child.stdout.on("data", (part: Buffer) => (out += part.toString()));
      child.stderr.on("data", (part: Buffer) => (err += part.toString()));
      child.once("close", (code) => {
        clearTimeout(killer);
        resolve({ code, out, err });
      });
    });
  }

  /** Starts a server; its port is the last of its arguments. Returns its URL as soon as it answers `path`. */
  async start(program: string, args: readonly string[], path = "/health", wanted?: number): Promise<string> {
    const port = wanted ?? (await freePorts(1))[0];
    this.#children.push(
      spawn(program, [...args, "--port", String(port)], { env: { HOME: this.root }, stdio: "ignore" }),
    );
    const url = `http://127.0.0.1:${port}`;
    await eventually(`${path} is answered`, () =>
      fetch(`${url}${path}`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    return url;
  }

  stop(): void {
    for (const child of this.#children) child.kill("SIGKILL");
  }

  end(): void {
    this.stop();
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** POST of JSON. */
export const post = (url: string, body: object, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { ...init, method: "POST", body: JSON.stringify(body) });

/** The `data:` events of a stream, in order. */
export const events = async (reply: Response): Promise<string[]> =>
  (await reply.text())
    .trim()
    .split("\n\n")
    .map((line) => line.slice("data: ".length));

/** The body of a chat of one message. */
export const chat = (more: object = {}): object => ({
  messages: [{ role: "user", content: "hello" }],
  max_tokens: 3,
  ...more,
});

/** Milliseconds until every one of `deeds` is done. */
export async function took(...deeds: readonly Promise<unknown>[]): Promise<number> {
  const begun = performance.now();
  await Promise.all(deeds);
  return performance.now() - begun;
}
