import type { HostFacts } from "../model/facts.ts";
import type { Owner } from "../model/owner.ts";
import type { WholePlan } from "./memory-plan.ts";

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

/** What the release that serves is planned to hold, bytes; absent when it does not say. */
export function currentMemory(facts: HostFacts): WholePlan | undefined {
  try {
    return (JSON.parse(facts.currentManifest ?? "{}") as { memory?: WholePlan }).memory;
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
