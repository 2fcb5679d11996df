import { existsSync, readFileSync, readlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { expect } from "vitest";
import type { SimulatedHost } from "../../simulator/pool.ts";
import { shortOf } from "../../src/model/digest.ts";
import type { HostResult } from "../../src/model/run-result.ts";
import type { HostSpec } from "../../src/model/spec.ts";
import { openStage } from "../../src/run/stage.ts";
import type { Orchard } from "./orchard.ts";

/** What a host wished or once wished is, as inventory and lock say it now. */
export async function specOf({ folders, pool }: Orchard, { id }: SimulatedHost): Promise<HostSpec> {
  const { specs } = await openStage(folders, pool.name);
  const spec = specs.find(({ host }) => host === id);
  if (spec === undefined) throw new Error(`no spec for ${id}`);
  return spec;
}

const home = ({ root }: SimulatedHost): string => join(root, "opt/espalier");

/** The short digest that a link of the host names; absent when there is no such link. */
export function linked(host: SimulatedHost, link: "current" | "good" | "previous"): string | undefined {
  try {
    return basename(readlinkSync(join(home(host), link)));
  } catch {
    return undefined;
  }
}

export const isDrained = (host: SimulatedHost): boolean =>
  readFileSync(join(home(host), "state/drain.map"), "utf8").startsWith("all yes");

/** The bytes of every file of a release are those of the spec, and everything it links to is there. */
function expectWhole(host: SimulatedHost, { digest, files }: HostSpec): void {
  const release = join(home(host), "releases/pool", shortOf(digest));
  for (const { path, text } of files) expect(readFileSync(join(release, path), "utf8"), path).toBe(text);
  for (const link of ["engine-ollama", "proxy", "runtime"])
    expect(existsSync(join(release, link)), link).toBe(true);
}

/** The release that `current` names is one of `specs`, whole: never a mix of two. Returns it. */
export function standsAt(host: SimulatedHost, specs: readonly HostSpec[]): HostSpec {
  const current = linked(host, "current");
  const spec = specs.find(({ digest }) => shortOf(digest) === current);
  if (spec === undefined) throw new Error(`${host.id} stands at ${current}, which is neither old nor new`);
  expectWhole(host, spec);
  return spec;
}

/** The host runs `spec` and nothing of another release: links, property lists, the engine's own word, open doors. */
export async function expectServing(host: SimulatedHost, spec: HostSpec): Promise<void> {
  expect(standsAt(host, [spec])).toBe(spec);
  expect(linked(host, "good")).toBe(shortOf(spec.digest));
  expect(isDrained(host)).toBe(false);
  for (const { path, text } of spec.files.filter((file) => file.path.startsWith("launchd/"))) {
    expect(readFileSync(join(host.root, "Library/LaunchDaemons", basename(path)), "utf8")).toBe(text);
  }
  expect(await engineVersion(host)).toBe(/@(\S+)/.exec(spec.pins["engine.ollama"] ?? "")?.[1]);
}

/** What the engine says of itself; absent when it does not answer. */
export async function engineVersion({ ollamaPort }: SimulatedHost): Promise<string | undefined> {
  try {
    const reply = await fetch(`http://127.0.0.1:${ollamaPort}/api/version`, {
      signal: AbortSignal.timeout(2000),
    });
    return ((await reply.json()) as { version?: string }).version;
  } catch {
    return undefined;
  }
}

/** The result that qualified the good release, as the host remembers it. */
export const qualifiedRecord = (host: SimulatedHost): HostResult =>
  JSON.parse(readFileSync(join(home(host), "good/qualification.json"), "utf8")) as HostResult;
