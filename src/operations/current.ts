import type { HostFacts } from "../model/facts.ts";

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
