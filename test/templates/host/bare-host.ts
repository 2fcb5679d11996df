import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { type Layout, layout } from "../../../src/model/layout.ts";
import { type Deed, renderActScript } from "../../../templates/host/act-script.ts";

/** What a script is given besides its text. */
interface Given {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A host that is an empty folder, another one for each test of a file; what runs there is real `sh`. */
export class BareHost {
  #root = "";

  constructor() {
    beforeEach(() => {
      this.#root = mkdtempSync(join(tmpdir(), "espalier-bare-"));
    });
    afterEach(() => rmSync(this.#root, { recursive: true }));
  }

  get root(): string {
    return this.#root;
  }

  get layout(): Layout {
    return layout(this.#root);
  }

  /** Writes a file with the folders above it; `path` is one of the host. Returns where it lies. */
  file(path: string, text: string, mode = 0o644): string {
    const lies = join(this.#root, path);
    mkdirSync(dirname(lies), { recursive: true });
    writeFileSync(lies, text);
    chmodSync(lies, mode);
    return lies;
  }

  /** A program of the Mac as a script, first on the search path. */
  program(name: string, body: string): void {
    this.file(`usr/bin/${name}`, `#!/bin/sh\n${body}\n`, 0o755);
  }

  sh(script: string, { input = "", env }: Given = {}) {
    return spawnSync("dash", ["-c", script], {
      encoding: "utf8",
      input,
      env: { ...this.environment, ...env },
    });
  }

  /** Does the steps as one act script. */
  do(...deeds: readonly Deed[]) {
    return this.sh(renderActScript(this.layout, deeds));
  }

  /** Does one step: a function of the act library with its arguments. */
  act(...argv: readonly string[]) {
    return this.do(deedOf(argv));
  }

  get environment() {
    return { PATH: `${this.#root}/usr/bin:/usr/bin:/bin` };
  }
}

/** What a step of a test says of itself. */
export const words = { operation: "test", subject: "it", why: "a test asks for it" };

/** A step for a function of the act library. */
export const deedOf = (argv: readonly string[]): Deed => ({ kind: "run", ...words, argv });
