import { openArtifact } from "../connectors/artifact-source.ts";
import { answers } from "../facts/fact.ts";
import { osQuestion, parseOs } from "../facts/os.ts";
import { lostHosts } from "../inventory/lost-hosts.ts";
import { pinChanges } from "../inventory/pin-changes.ts";
import { type Rename, renamedHosts, withRenames } from "../inventory/renames.ts";
import { wantedArtifacts } from "../inventory/wanted-artifacts.ts";
import { canonicalJson } from "../model/digest.ts";
import { EXIT, Failure } from "../model/failure.ts";
import { layout } from "../model/layout.ts";
import type { ArtifactPin, HostPin, Lock, PinChange } from "../model/lock.ts";
import type { Artifact, ArtifactName, Host, Pool } from "../model/pool.ts";
import { keepArtifact } from "../store/artifact-cache.ts";
import type { Claim } from "../store/lease.ts";
import { lockName } from "../store/lock-file.ts";
import { editLock } from "../store/pool-edit.ts";
import { eachHost } from "./each-host.ts";
import { pinModel } from "./pin-model.ts";
import { keptOs, pinnedOs } from "./pin-os.ts";
import { inquire, over, reach } from "./reach.ts";
import type { Described } from "./stage.ts";

/** A new lock with what it changes. */
export interface Pinned {
  readonly lock: Lock;
  readonly changes: readonly PinChange[];
}

/** What a person accepts by name, and the time, ms since 1970: an OS may still be frozen. */
export interface Asked {
  readonly accepted: readonly string[];
  readonly now: number;
}

/** Resolves everything that can move, as it is now: asks every host, the registries and the artifact sources. */
export async function resolvePins(
  described: Described,
  before: Lock | undefined,
  { accepted, now }: Asked,
): Promise<Pinned> {
  const { pool, catalogue, ladder } = described;
  const lost = before ? lostHosts(pool, before) : [];
  const isNew = ({ id }: Host): boolean => before?.hosts[id] === undefined;
  if (!pool.hosts.some(isNew)) refuseVanished(pool, lost);
  const known = ({ id }: Host): string | undefined =>
    accepted.includes(`hosts.${id}.hostKey`) ? undefined : before?.hosts[id]?.hostKey;
  const names = wantedArtifacts(pool);
  const artifacts = await eachHost(
    names,
    async (name) => [name, await pinArtifact(described, catalogue[name])] as const,
  );
  const models = await eachHost(
    Object.values(pool.models),
    async (model) => [model.name, await pinModel(pool, model, before?.models[model.name])] as const,
  );
  const shown = await eachHost(pool.hosts, async (host) => ({
    host,
    ...(await pinHost(described, host, known(host))),
  }));
  const fresh = shown.filter(({ host }) => isNew(host));
  const renames = renamedHosts(
    lost,
    before?.hosts ?? {},
    Object.fromEntries(fresh.map((pin) => [pin.host.id, pin])),
  );
  refuseVanished(
    pool,
    lost.filter((name) => !renames.some(({ from }) => from === name)),
  );
  const carried = before && withRenames(before, renames);
  const seen = shown.map(({ host, hostKey, os }) => {
    const sight = { pool, host, before: carried, now };
    const was = carried?.hosts[host.id]?.was;
    return { sight, os, pin: { hostKey, os: pinnedOs(sight, os), ...(was && { was }) } };
  });
  const lock: Lock = {
    pool: pool.id,
    ladder: ladder.revision,
    artifacts: Object.fromEntries(artifacts) as Readonly<Record<ArtifactName, ArtifactPin>>,
    models: Object.fromEntries(models),
    hosts: {
      ...retiredPins(described, carried),
      ...Object.fromEntries(seen.map(({ sight, pin }) => [sight.host.id, pin])),
    },
  };
  return { lock, changes: [...renames.map(renamed), ...pinChanges(carried, lock), ...keptOs(seen)] };
}

/** Pins that may not change in silence: what they name should never change by itself. */
const GUARDED = [/^hosts\.[^.]+\.hostKey$/, /^artifacts\..+\.sha256$/, /^models\.[^.]+\.manifest$/];

/**
 * Refuses changes of host keys, artifact bytes and moved tags that nobody accepted by name. Throws `pin-moved`.
 */
export function guardPins({ changes }: Pinned, accepted: readonly string[]): void {
  const asked = new Set(changes.map(({ path }) => path));
  const isGuarded = (path: string): boolean =>
    GUARDED.some((guard) => guard.test(path)) && !isAskedFor(path, asked);
  const moved = changes.filter(
    ({ path, was, now }) =>
      was !== undefined && now !== undefined && isGuarded(path) && !accepted.includes(path),
  );
  if (moved.length === 0) return;
  const said = moved.map(({ path, was, now, why }) => `${path}: ${why} (was ${was}, is ${now})`).join("; ");
  throw new Failure({
    code: "pin-moved",
    subject: "pins",
    saw: said,
    hint: `the lock was not written; if this is what you want: ${moved.map(({ path }) => `--accept ${path}`).join(" ")}`,
  });
}

/** True when the inventory itself names a new source for the value: then a new value is wanted. */
function isAskedFor(path: string, changed: ReadonlySet<string>): boolean {
  const source = path.replace(/\.sha256$/, ".url").replace(/\.manifest$/, ".reference");
  return source !== path && changed.has(source);
}

/** Writes new pins over the lock that they were resolved from. Throws `lock-moved` when another one is there by now. */
export const savePins = (
  { folders, pool }: Pick<Described, "folders" | "pool">,
  {
    lock,
    before,
    claim,
  }: Pick<Pinned, "lock"> & { readonly before: Lock | undefined; readonly claim: Claim },
): Promise<void> =>
  editLock({ folders, pool: pool.id, claim }, (now) => {
    if (canonicalJson(now ?? {}) === canonicalJson(before ?? {})) return lock;
    throw new Failure({
      code: "lock-moved",
      subject: lockName(folders.inventory, pool.id),
      saw: "somebody wrote it while the pins were resolved",
      hint: `nothing was written: run \`espalier pin ${pool.id}\` again`,
    });
  });

async function pinArtifact({ folders }: Described, artifact: Artifact | undefined): Promise<ArtifactPin> {
  if (artifact === undefined) throw new TypeError("an artifact is linked before it is pinned");
  const kept = await keepArtifact(folders.home, openArtifact(artifact));
  if (artifact.sha256 === undefined || artifact.sha256 === kept.sha256) return { url: artifact.url, ...kept };
  throw new Failure({
    code: "artifact-changed",
    subject: artifact.name,
    saw: `${artifact.url} serves ${kept.sha256}, the catalogue insists on ${artifact.sha256}`,
    hint: "find out which of them is right before anything is installed; the lock was not written",
  });
}

/** A host that was pinned before must show the same key, or nothing is sent to it. */
async function pinHost(
  { pool, folders }: Described,
  host: Host,
  known: string | undefined,
): Promise<HostPin> {
  const { id, address, port } = host;
  const target = { id, address, port, ...(known !== undefined && { hostKey: known }) };
  return over(reach(pool, folders.inventory, target), async (connection) => {
    const ran = await inquire(connection, { pool, layout: layout(host.root) }, [osQuestion]);
    const answer = answers(ran.stdout).get(osQuestion.name);
    const os = answer && parseOs(answer);
    if (os) return { hostKey: connection.hostKey, os };
    throw new Failure({
      code: "os-unknown",
      subject: host.id,
      saw: `sw_vers gave no version and build (exit ${ran.exit}: ${ran.stderr.trim() || "no message"})`,
      hint: "check that the host is a Mac and that sudo needs no password there",
    });
  });
}

/** A retired host keeps its pin: it must still be known when it is cleaned. */
function retiredPins({ pool }: Described, before: Lock | undefined): Readonly<Record<string, HostPin>> {
  const known = pool.retired.flatMap(({ id }) => {
    const pin = before?.hosts[id];
    return pin ? [[id, pin] as const] : [];
  });
  return Object.fromEntries(known);
}

/** What is told of a host whose pins go with it to its new name. */
const renamed = ({ from, to }: Rename): PinChange => ({
  path: `hosts.${to}`,
  was: from,
  now: to,
  why: `${from} was renamed: it shows the same host key, and its pins go with it`,
});

/** A host that leaves the pool must be drained and cleaned: it may not just disappear from the file. */
function refuseVanished(pool: Pool, vanished: readonly string[]): void {
  if (vanished.length === 0) return;
  throw new Failure({
    code: "host-vanished",
    subject: `${pool.source} hosts`,
    saw: `${vanished.join(", ")} ${vanished.length > 1 ? "are" : "is"} in the lock but neither in hosts nor in retired`,
    hint: "move the entry to `retired:` with `on` and `because`, so that the host is drained and cleaned; one that was only renamed is known by its host key, which no host of another name shows",
    exit: EXIT.badInventory,
  });
}
