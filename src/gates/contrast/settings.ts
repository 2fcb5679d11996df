import { NOT_KNOWN, type Settings } from "../../model/climbed.ts";
import { isOneHost } from "./footing.ts";
import type { Parties, Party } from "./party.ts";
import type { Trait } from "./trait.ts";

/** What the engine was told, name by name where every report says it, and else as far as the pins of a host tell. */
export function settingTraits({ a, b }: Parties): readonly Trait[] {
  const all = [...a, ...b];
  const told = all.map(({ climbed }) => climbed?.settings).filter((one) => one !== undefined);
  return told.length === all.length ? named(all, told) : [unnamed(all)];
}

/** Engines of two kinds are set beside each other in what both of them know. */
function named(all: readonly Party[], told: readonly Settings[]): readonly Trait[] {
  const isOneKind = new Set(all.map(kindOf)).size === 1;
  const names = [...new Set(told.flatMap((one) => Object.keys(one)))];
  return names
    .filter((name) => isOneKind || told.every((one) => name in one))
    .map((name) => ({
      what: `engine setting ${name}`,
      of: ({ climbed }) => climbed?.settings?.[name] ?? "not set",
      allowance: "settings",
    }));
}

/** `ollama` of `ollama@0.35.1 sha256:...`, and of `ollama 0.35.1`. */
const kindOf = ({ climbed }: Party): string => /^[^@\s]*/.exec(climbed?.engine ?? "")?.[0] ?? "";

/** Files of one host have one digest while they say the same; those of two hosts may differ by a port or a path. */
function unnamed(all: readonly Party[]): Trait {
  const digests = all.map(pinnedSettings);
  const isTelling = !digests.includes(undefined) && (new Set(digests).size === 1 || isOneHost(all));
  return {
    what: isTelling ? "engine settings, by their digest," : "engine settings",
    of: (party) => (isTelling ? pinnedSettings(party) : undefined) ?? NOT_KNOWN,
    allowance: "settings",
    unknownOf: ({ climbed }) => !isTelling && climbed?.settings === undefined,
  };
}

/** The digest of what the engine that was asked is started from, where the release of the report pins one. */
export function pinnedSettings({ climbed, footing }: Party): string | undefined {
  const engines = Object.keys(footing).filter((name) => `${name}.settings` in footing);
  const asked = engines.find((name) => footing[name] === climbed?.engine);
  return footing[`${asked}.settings`];
}
