import { hexOf } from "../../model/digest.ts";
import type { HoldingsFact, HostFacts } from "../../model/facts.ts";
import type { HeldModel, HostHoldings, Wanter } from "../../model/holding.ts";
import { bytes } from "../../model/units.ts";
import { hostModels } from "../model.ts";
import type { HostWish } from "../wish.ts";

const LINKS = ["current", "good", "previous"] as const;

/** The hex digests of the manifests that the lock pins for the host. */
export const pinnedManifests = (wish: Pick<HostWish, "pool" | "host" | "lock">): readonly string[] =>
  hostModels(wish).map(({ pin }) => hexOf(pin.manifest));

/** A manifest on the disk, with all that leads to it. */
interface Manifest {
  readonly hex: string;
  readonly blobs: readonly string[];
  readonly ours: boolean;
  /** Tags under which an engine sees it. */
  readonly tags: readonly string[];
}

/** Every manifest once: the kept ones, then those that somebody else has pulled. */
function manifests({ kept, seen }: HoldingsFact, facts: HostFacts): readonly Manifest[] {
  const tagsOf = (hex: string) => Object.keys(seen).filter((path) => facts.manifests[path] === hex);
  const foreign = Object.entries(seen).filter(([path]) => !((facts.manifests[path] ?? "") in kept));
  return [
    ...Object.entries(kept).map(([hex, blobs]) => ({ hex, blobs, ours: true, tags: tagsOf(hex) })),
    ...foreign.map(([path, blobs]) => ({
      hex: facts.manifests[path] ?? "",
      blobs,
      ours: false,
      tags: [path],
    })),
  ];
}

/** The models that the lock pins for the host, whether they have come or not. */
const pinnedModels = (wish: HostWish): readonly Pick<Manifest, "blobs">[] =>
  hostModels(wish).map(({ pin }) => ({ blobs: pin.layers.map(({ digest }) => hexOf(digest)) }));

const sizeOf = (blobs: readonly string[], facts: HostFacts) =>
  bytes(blobs.reduce((sum, hex) => sum + (facts.blobs[hex] ?? 0), 0));

/** The blobs of `gone` that nothing names which stays, and no model of the lock. */
export function freedBlobs(
  wish: HostWish,
  gone: readonly Pick<Manifest, "blobs">[],
  stays: readonly Pick<Manifest, "blobs">[],
): readonly string[] {
  const needed = new Set([...stays, ...pinnedModels(wish)].flatMap(({ blobs }) => blobs));
  return [...new Set(gone.flatMap(({ blobs }) => blobs))].filter((hex) => !needed.has(hex));
}

/** `library/qwen3:4b` for the path of a tag in the store; a registry that is not Ollama's is told. */
const tagName = (path: string): string =>
  path.replace(/\/([^/]*)$/, ":$1").replace(/^registry\.ollama\.ai\//, "");

/** Every model on the disk of a host; absent when what is there could not be read. */
export function heldModels(wish: HostWish, facts: HostFacts): readonly HeldModel[] | undefined {
  const { holdings } = facts;
  if (holdings === undefined) return undefined;
  const all = manifests(holdings, facts);
  return all.map((item): HeldModel => {
    const { hex: manifest, blobs, ours, tags } = item;
    const others = all.filter((other) => other !== item);
    const name = holdings.names[manifest] ?? (tags[0] === undefined ? undefined : tagName(tags[0]));
    return {
      ...(name !== undefined && { name }),
      manifest,
      blobs,
      bytes: sizeOf(blobs, facts),
      own: sizeOf(freedBlobs(wish, [item], others), facts),
      ours,
      wanted: wanters(wish, holdings, manifest),
      loadedBy: loadedBy(wish, facts, manifest),
    };
  });
}

const wanters = (wish: HostWish, { wanted }: HoldingsFact, manifest: string): readonly Wanter[] => [
  ...(pinnedManifests(wish).includes(manifest) ? (["pin"] as const) : []),
  ...LINKS.filter((link) => wanted[link]?.includes(manifest)),
];

/** Ollama tells the digest of what it has in memory; the others tell the name that their job gives the model. */
function loadedBy(wish: HostWish, facts: HostFacts, manifest: string): readonly string[] {
  const named = (engine: string, name: string) =>
    hostModels(wish).some(
      ({ model, pin }) => model.engine === engine && model.name === name && hexOf(pin.manifest) === manifest,
    );
  return Object.entries(facts.loaded).flatMap(([engine, models]) =>
    models.some(({ name, digest }) => (digest === undefined ? named(engine, name) : digest === manifest))
      ? [engine]
      : [],
  );
}

/** What may go: brought by Espalier, and wanted by nobody. */
export const isUnwanted = ({ ours, wanted }: HeldModel): boolean => ours && wanted.length === 0;

/** What one host holds, for people. */
export function hostHoldings(wish: HostWish, facts: HostFacts): HostHoldings | undefined {
  const models = heldModels(wish, facts);
  if (models === undefined) return undefined;
  const gone = models.filter(isUnwanted);
  const stays = models.filter((model) => !isUnwanted(model));
  return {
    host: wish.host.id,
    models,
    unwanted: sizeOf(freedBlobs(wish, gone, stays), facts),
    silent: facts.answering.filter((engine) => facts.loaded[engine] === undefined),
    ...(facts.diskFree !== undefined && { diskFree: bytes(facts.diskFree) }),
  };
}
