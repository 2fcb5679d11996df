import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What `setup.sh` itself is written with; every other program a test puts there or leaves out. */
const TOOLS = ["cat", "dirname", "env", "find", "ln", "mkdir", "readlink", "rm", "sleep", "touch"];
/** What Espalier needs. */
const NEEDS = [
  "npm",
  "haproxy",
  "sshd",
  "shellcheck",
  "curl",
  "openssl",
  "nc",
  "original-awk",
  "bsdtar",
  "terraform",
];

export interface Outcome {
  readonly code: number | null;
  readonly text: string;
  /** The commands that change a machine, in order: `npm install`, `apt-get ...`, `brew ...`. */
  readonly calls: readonly string[];
}

/** A checkout on a machine that has exactly the programs a test gives it; stubs note how they were called. */
export class Machine {
  readonly root = mkdtempSync(join(tmpdir(), "espalier-setup-"));
  readonly #checkout = join(this.root, "checkout");
  readonly #bin = join(this.root, "bin");
  readonly #stamp = join(this.#checkout, "node_modules/.package-lock.json");

  constructor() {
    for (const name of ["scripts", "node_modules"])
      mkdirSync(join(this.#checkout, name), { recursive: true });
    mkdirSync(this.#bin);
    for (const tool of TOOLS)
      symlinkSync(
        existsSync(`/usr/bin/${tool}`) ? `/usr/bin/${tool}` : `/bin/${tool}`,
        join(this.#bin, tool),
      );
    writeFileSync(join(this.#checkout, "scripts/setup.sh"), readFileSync("scripts/setup.sh"));
    writeFileSync(join(this.#checkout, "package-lock.json"), "{}");
    writeFileSync(join(this.root, "calls"), "");
    this.installed(1);
    this.program("id", "echo 1000").program("node", "echo v20.19.0");
    for (const name of NEEDS) this.program(name);
  }

  /** npm packages were installed that many seconds after `package-lock.json` was written. */
  installed(later: number): this {
    writeFileSync(this.#stamp, "{}");
    utimesSync(join(this.#checkout, "package-lock.json"), 1_000_000, 1_000_000);
    utimesSync(this.#stamp, 1_000_000 + later, 1_000_000 + later);
    return this;
  }

  program(name: string, body = ":"): this {
    writeFileSync(join(this.#bin, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(this.#bin, name), 0o755);
    return this;
  }

  /** A program that notes its call, then does `body`. */
  noting(name: string, body = ":"): this {
    return this.program(name, `echo "${name} $*" >>'${this.root}/calls'\n${body}`);
  }

  without(...names: readonly string[]): this {
    for (const name of names) rmSync(join(this.#bin, name));
    return this;
  }

  /** Shell text after which `name` is a program of this machine. */
  bringing(name: string): string {
    const path = `'${join(this.#bin, name)}'`;
    return `echo '#!/bin/sh' >${path}; /bin/chmod +x ${path}`;
  }

  fresh(): this {
    rmSync(join(this.#checkout, "node_modules"), { recursive: true });
    const create = "mkdir -p node_modules; sleep 0.2; echo >node_modules/.package-lock.json";
    return this.noting("npm", create);
  }

  async setup(environment: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    const env = { PATH: this.#bin, ...environment };
    const child = spawn("/bin/sh", [join(this.#checkout, "scripts/setup.sh")], { env, cwd: this.root });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => {
        text += String(data);
      });
    }
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    const calls = readFileSync(join(this.root, "calls"), "utf8").split("\n").slice(0, -1);
    return { code, text, calls };
  }

  lockOf(holder: string): this {
    mkdirSync(join(this.#checkout, ".espalier"), { recursive: true });
    symlinkSync(holder, join(this.#checkout, ".espalier/setup.lock"));
    return this;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
