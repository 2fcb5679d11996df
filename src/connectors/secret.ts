import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { resolve } from "node:path";
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
