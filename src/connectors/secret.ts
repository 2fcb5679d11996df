import { mkdir, readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, resolve } from "node:path";
import { Failure } from "../model/failure.ts";
import type { SecretRef } from "../model/pool.ts";
import { runLocal } from "./local.ts";

/** A secret in memory. It prints as `***` wherever it is put into text by accident. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The secret itself; call it only where it leaves for its one destination. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return "***";
  }

  toJSON(): string {
    return "***";
  }
}

/** The absolute path a `file:` reference names; relative ones start at `base`. */
export function secretPath(ref: SecretRef, base: string): string | undefined {
  if (!ref.startsWith("file:")) return undefined;
  return resolve(base, ref.slice("file:".length).replace(/^~(?=\/)/, homedir()));
}

/** Resolves `env:NAME`, `file:PATH` or `cmd:COMMAND LINE` in memory; trailing line ends are dropped. Throws `secret-missing`. */
export async function resolveSecret(ref: SecretRef, base: string): Promise<Secret> {
  const path = secretPath(ref, base);
  if (path !== undefined) return new Secret(trimmed(await readFile(path, "utf8").catch(missing(ref))));
  if (ref.startsWith("env:")) {
    const value = process.env[ref.slice("env:".length)];
    return value === undefined ? missing(ref)(undefined) : new Secret(trimmed(value));
  }
  const ran = await runLocal(["/bin/sh", "-c", ref.slice("cmd:".length)]);
  return ran.exit === 0 ? new Secret(trimmed(ran.stdout)) : missing(ref)(undefined);
}

/**
 * Writes a new secret where a `file:` reference names it, readable by its owner only. Throws `secret-existing` rather
 * than write over one, and `secret-unkept` for a reference that names no file.
 */
export async function keepSecret(ref: SecretRef, base: string, text: string): Promise<void> {
  const path = secretPath(ref, base);
  if (path === undefined)
    throw new Failure({
      code: "secret-unkept",
      subject: ref,
      saw: "a new secret can only be written where file:PATH names a place",
      hint: "name a file for now; move its text to where it shall stay and change the reference",
    });
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, text, { mode: 0o600, flag: "wx" }).catch((cause: NodeJS.ErrnoException) => {
    const there = cause.code === "EEXIST";
    throw new Failure({
      code: there ? "secret-existing" : "secret-unkept",
      subject: ref,
      saw: there ? "a file with a secret is there already" : `it cannot be written (${cause.code})`,
      hint: there ? "keep it, or move it away first" : "name a place that can be written",
      cause,
    });
  });
}

/** Private keys need their last line end; every other secret is one line. */
const trimmed = (text: string): string => (text.includes("PRIVATE KEY") ? text : text.trim());

const missing =
  (ref: SecretRef) =>
  (cause: unknown): never => {
    throw new Failure({
      code: "secret-missing",
      subject: ref,
      saw: "the secret it names cannot be read",
      hint: "set the variable, write the file (mode 0600) or mend the command; the value is never stored",
      cause,
    });
  };
