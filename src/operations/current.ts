import type { HostFacts } from "../model/facts.ts";
import type { WholePlan } from "../model/memory.ts";
import type { Owner } from "../model/owner.ts";

/** The pins of the release that serves, from its `release.json`; empty when nothing serves or it cannot be read. */
export function currentPins(facts: HostFacts): Readonly<Record<string, string>> {
  try {
    const manifest = JSON.parse(facts.currentManifest ?? "{}") as { pins?: Record<string, string> };
    return manifest.pins ?? {};
  } catch {
    return {};
  }
}

/** The whole digest of the release that serves. */
export function currentDigest(facts: HostFacts): string | undefined {
  try {
    return (JSON.parse(facts.currentManifest ?? "{}") as { digest?: string }).digest;
  } catch {
    return undefined;
  }
}

/** What a release is planned to hold, by its `release.json`; absent when it does not say. */
export function memoryOf(manifest = "{}"): WholePlan | undefined {
  try {
    return (JSON.parse(manifest) as { memory?: WholePlan }).memory;
  } catch {
    return undefined;
  }
}

/** Pool and host that the release which serves was made for. */
export function currentOwner(facts: Pick<HostFacts, "currentManifest">): Owner | undefined {
  try {
    const { pool, host } = JSON.parse(facts.currentManifest ?? "{}") as Partial<Owner>;
    return pool === undefined || host === undefined ? undefined : { pool, host };
  } catch {
    return undefined;
  }
}
