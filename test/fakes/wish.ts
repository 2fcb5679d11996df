import { layoutDirectories } from "../../src/facts/directories.ts";
import { tellsVersion } from "../../src/facts/engine.ts";
import { manifestPath, ollamaName } from "../../src/facts/models.ts";
import { UPDATE_KEYS } from "../../src/facts/preparation/updates.ts";
import { frozen } from "../../src/inventory/frozen.ts";
import { type Digest, digestOf, hexOf, shortOf } from "../../src/model/digest.ts";
import type { AdmittedFact, HoldingsFact, HostFacts } from "../../src/model/facts.ts";
import { GPU_LABEL, LOGS_LABEL, layout, SERVICE_USER } from "../../src/model/layout.ts";
import {
  type ArtifactPin,
  hubManifest,
  isHubPin,
  type Lock,
  type ModelPin,
  pinName,
} from "../../src/model/lock.ts";
import type { Model } from "../../src/model/model.ts";
import type { Pool } from "../../src/model/pool.ts";
import { askedPaths, hostAdmission } from "../../src/operations/admission.ts";
import { artifactDirectory, hostArtifacts } from "../../src/operations/artifact.ts";
import { conditions } from "../../src/operations/conditions.ts";
import { hostLabels, standbyLabels } from "../../src/operations/launchd.ts";
import { hostModels } from "../../src/operations/model.ts";
import { hostEngines } from "../../src/operations/ports.ts";
import { proxyProgram } from "../../src/operations/preparation/firewall.ts";
import { sudoersFiles } from "../../src/operations/preparation/sudoers.ts";
import { proofDigest } from "../../src/operations/qualification.ts";
import { RELEASE_MANIFEST, releaseLinks } from "../../src/operations/release.ts";
import { snapshotName } from "../../src/operations/snapshot.ts";
import { hostSpec } from "../../src/operations/spec.ts";
import type { HostWish } from "../../src/operations/wish.ts";
import { gpuFiles } from "../../templates/host/gpu-memory.ts";
import { logsFiles } from "../../templates/host/logs.ts";
import { sudoersPath } from "../../templates/host/sudoers.ts";
import { catalogue, smallPool } from "../inventory/files.ts";
import { AUTHORITY, certificateFact } from "./certificates.ts";

const LADDER = "// the ladder\n";
const OS = { version: "26.1", build: "25B78", extra: "" };

const artifactPin = (name: string): ArtifactPin => ({
  url: catalogue[name]?.url ?? "",
  sha256: catalogue[name]?.sha256 ?? digestOf(name),
  bytes: 100_000_000,
});

function modelPin(model: Model): ModelPin {
  const { name, repository } = model;
  const layers = [
    { digest: digestOf(`config of ${name}`), bytes: 485, path: "config.json" },
    { digest: digestOf(`weights of ${name}`), bytes: 2_500_000_000, path: "model.safetensors" },
  ];
  if (model.source === "registry") {
    const blobs = layers.map(({ digest, bytes }) => ({ digest, bytes }));
    const { registry, tag } = model;
    return { registry, repository, tag, manifest: digestOf(`manifest of ${name}`), layers: blobs };
  }
  const { hub, revision, file } = model;
  const commit = "c0ffee".padEnd(40, "0");
  const files =
    file === undefined
      ? layers
      : [{ digest: digestOf(`weights of ${name}`), bytes: 2_500_000_000, path: file }];
  const base = { hub, repository, revision, ...(file !== undefined && { file }), commit };
  return { ...base, manifest: digestOf(hubManifest(files)), layers: files };
}

/** The lock that `espalier pin` would write for a pool. */
export const lockFor = (pool: Pool, ladder: Digest = digestOf(LADDER)): Lock =>
  frozen({
    pool: pool.id,
    ladder,
    artifacts: Object.fromEntries(Object.keys(catalogue).map((name) => [name, artifactPin(name)])),
    models: Object.fromEntries(Object.values(pool.models).map((model) => [model.name, modelPin(model)])),
    hosts: Object.fromEntries(pool.hosts.map(({ id }) => [id, { hostKey: `ssh-ed25519 AAAA${id}`, os: OS }])),
  });

/** All that `host` shall be (the first one of the pool unless named), resolved as a run resolves it. */
export function wishFor(pool: Pool = smallPool(), name?: string, lock: Lock = lockFor(pool)): HostWish {
  const host = pool.hosts.find(({ id }) => id === name) ?? pool.hosts[0];
  if (host === undefined) throw new Error("the pool has no host");
  const signing = pool.gateway.tls && { authority: AUTHORITY };
  const source = { pool, host, lock, catalogue, ...signing };
  const spec = hostSpec({ ...source, wave: "canary", ladder: LADDER });
  return frozen({ ...source, spec, layout: layout(host.root), ladderKeys: ["web-1"] });
}

/** A Mac as it comes out of its box, with Remote Login on. */
export const freshFacts = (wish: HostWish): HostFacts =>
  frozen({
    os: OS,
    bootId: "6C1F0D8E-2B7C-4C53-9C5E-1B3E0B7D1F10",
    memory: wish.host.memory,
    chip: wish.host.chip,
    diskFree: 500 * 1024 ** 3,
    serviceUser: false,
    directories: [wish.layout.launchDaemons],
    artifacts: [],
    loose: [],
    releases: [],
    releaseFiles: {},
    releaseLinks: {},
    services: [...hostLabels(wish.host.engines), ...standbyLabels(wish)].map((label) => ({
      label,
      loaded: false,
    })),
    jobs: [],
    manifests: {},
    keptManifests: [],
    blobs: {},
    engineVersions: {},
    answering: [],
    standby: [],
    aside: [],
    snapshots: [],
    resident: {},
    loaded: {},
    holdings: { kept: {}, seen: {}, wanted: {}, names: {} },
    engineSlots: {},
    onGpu: {},
    proxyStatus: 0,
    drained: false,
    held: false,
    owed: [],
    preparation: {
      power: { "AC Power": { sleep: "1", disksleep: "10", womp: "1", autorestart: "0", powermode: "0" } },
      spotlight: "on",
      backups: { excluded: false, automatic: "off", destinations: 0 },
      updates: {},
      managed: false,
      fileVault: { state: "off", authRestart: true },
      firewall: { state: "off", blocksAll: false, programs: {} },
      strangers: [],
      unmoved: [],
      files: {},
      jobs: [],
      disabled: [],
      gpuMemory: 0,
    },
  });

/** A Mac that is prepared as the pool wishes. */
function preparedFacts(wish: HostWish): HostFacts["preparation"] {
  const { layout: paths, host } = wish;
  const limit = host.gpuMemory === undefined ? 0 : Math.floor(host.gpuMemory / 1024 ** 2);
  const jobs = [
    { label: LOGS_LABEL, files: logsFiles(paths) },
    ...(limit > 0 ? [{ label: GPU_LABEL, files: gpuFiles(paths, limit) }] : []),
  ];
  const rules = sudoersFiles(wish)[1];
  const files = [...jobs.flatMap((job) => job.files), ...sudoersFiles(wish)];
  return {
    power: { "AC Power": { sleep: "0", disksleep: "0", womp: "1", autorestart: "1", powermode: "0" } },
    spotlight: "off",
    backups: { excluded: true, automatic: "off", destinations: 0 },
    updates: Object.fromEntries(UPDATE_KEYS.map(({ key }) => [key, "false"])),
    managed: false,
    fileVault: { state: wish.pool.preparation.fileVault, authRestart: true },
    firewall: {
      state: "on",
      blocksAll: false,
      programs: { [proxyProgram(wish)]: true },
    },
    strangers: [],
    unmoved: [],
    files: Object.fromEntries([
      ...files.map(({ path, text }) => [path, sum(text)]),
      ...jobs.map(({ label, files }) => [
        `${paths.launchDaemons}/${label}.plist`,
        sum(files.find(({ path }) => path.endsWith(`/${label}.plist`))?.text ?? ""),
      ]),
      ...hostAdmission(wish).flatMap((file) =>
        askedPaths(paths, [file]).map((path) => [path, sum(file.text)]),
      ),
      ...(rules === undefined ? [] : [[sudoersPath(paths), sum(rules.text)]]),
    ]) as Readonly<Record<string, string>>,
    jobs: jobs.map(({ label }) => label),
    disabled: [],
    gpuMemory: limit,
  };
}

const sum = (text: string): string => hexOf(digestOf(text));

/** The text of a release file. */
const fileText = ({ spec }: HostWish, path: string): string => {
  const file = spec.files.find((item) => item.path === path);
  if (file === undefined) throw new Error(`the release has no ${path}`);
  return file.text;
};

/** A host that has reached its wish: nothing is left to be done there. */
export function convergedFacts(wish: HostWish): HostFacts {
  const { layout: paths, spec, host } = wish;
  const release = shortOf(spec.digest);
  const models = hostModels(wish);
  const tagged = models.flatMap(({ pin }) => (isHubPin(pin) ? [] : [pin]));
  return frozen({
    ...freshFacts(wish),
    serviceUser: true,
    owner: { pool: wish.pool.id, host: host.id },
    directories: [...layoutDirectories(paths, SERVICE_USER).map(({ path }) => path)],
    artifacts: hostArtifacts(wish).map(artifactDirectory),
    programs: Object.fromEntries(
      hostArtifacts(wish).map((item) => [
        artifactDirectory(item),
        { signature: item.artifact.team === undefined ? "not asked" : "good", quarantined: false },
      ]),
    ),
    releases: [release],
    releaseFiles: Object.fromEntries(spec.files.map(({ path, text }) => [path, sum(text)])),
    releaseLinks: Object.fromEntries(releaseLinks(wish).map(({ link, target }) => [link, target])),
    current: release,
    good: release,
    currentManifest: fileText(wish, RELEASE_MANIFEST),
    jobs: hostLabels(host.engines),
    lanes: host.lanes,
    services: [
      ...hostLabels(host.engines).map((label) => {
        const plist = sum(fileText(wish, `launchd/${label}.plist`));
        return { label, loaded: true, state: "running", pid: 4711, runs: 1, plist };
      }),
      ...standbyLabels(wish).map((label) => ({ label, loaded: false })),
    ],
    manifests: Object.fromEntries(tagged.map((pin) => [manifestPath(pin), hexOf(pin.manifest)])),
    snapshots: models.filter(({ pin }) => isHubPin(pin)).map(snapshotName),
    answering: host.engines,
    keptManifests: models.map(({ pin }) => hexOf(pin.manifest)),
    blobs: Object.fromEntries(
      models.flatMap(({ pin }) => pin.layers.map(({ digest, bytes }) => [hexOf(digest), bytes])),
    ),
    engineVersions: Object.fromEntries(
      host.engines
        .filter((name) => tellsVersion(wish.pool.engines[name]?.kind ?? "ollama"))
        .map((name) => [name, engineVersion(wish, name)]),
    ),
    onGpu: Object.fromEntries(tagged.map((pin) => [ollamaName(pin), 1])),
    resident: Object.fromEntries(tagged.map((pin) => [ollamaName(pin), hexOf(pin.manifest)])),
    loaded: loadedFacts(wish),
    engineSlots: Object.fromEntries(
      host.engines.flatMap((name) => {
        const engine = wish.pool.engines[name];
        return engine?.kind === "ollama"
          ? [[name, [{ slots: engine.parallel, context: engine.contextLength }]]]
          : [];
      }),
    ),
    holdings: holdingsFacts(wish),
    proxyStatus: 200,
    drained: host.state === "drained",
    held: host.state === "drained",
    preparation: preparedFacts(wish),
    certificate: certificateFact(wish.authority === undefined ? "itself" : "authority"),
    admitted: admittedFacts(wish),
    qualification: JSON.stringify(proofRecord(wish)),
    previousQualification: JSON.stringify(proofRecord(wish)),
  });
}

/** What Ollama says of its memory, and the other engines that tell something. */
function loadedFacts(wish: HostWish): HostFacts["loaded"] {
  const models = hostModels(wish);
  return Object.fromEntries(
    wish.host.engines
      .filter((name) => wish.pool.engines[name]?.kind !== "mlx-lm")
      .map((name) => [
        name,
        models
          .filter(({ model }) => model.engine === name)
          .map(({ model, pin }) =>
            isHubPin(pin) ? { name: model.name } : { name: ollamaName(pin), digest: hexOf(pin.manifest) },
          ),
      ]),
  );
}

/** What lies on the disk of a host that has only ever had this release. */
function holdingsFacts(wish: HostWish): HoldingsFact {
  const models = hostModels(wish);
  const blobsOf = ({ layers }: ModelPin) => layers.map(({ digest }) => hexOf(digest));
  const all = models.map(({ pin }) => hexOf(pin.manifest));
  return {
    kept: Object.fromEntries(models.map(({ pin }) => [hexOf(pin.manifest), blobsOf(pin)])),
    seen: Object.fromEntries(
      models.flatMap(({ pin }) => (isHubPin(pin) ? [] : [[manifestPath(pin), blobsOf(pin)]])),
    ),
    wanted: { current: all, good: all },
    names: Object.fromEntries(models.map(({ pin }) => [hexOf(pin.manifest), pinName(pin)])),
  };
}

/** What a proxy says that holds what the files say. */
function admittedFacts(wish: HostWish): AdmittedFact {
  const { pool, host, layout: paths } = wish;
  const maps = hostAdmission(wish).filter(({ path }) => path !== paths.lanesSetup);
  const lanes = host.lanes.flatMap((name) => pool.lanes[name] ?? []);
  return {
    maps: Object.fromEntries(maps.map(({ path, text }) => [path, sum(text)])),
    streams: Object.fromEntries(lanes.map(({ name, streams }) => [name, streams])),
    slots: Object.fromEntries(hostEngines(pool, host).map(({ engine }) => [engine.name, engine.parallel])),
  };
}

const RUN = "20261120-221004-abcdef";

/** What a host remembers of the climb that qualified its release. */
function proofRecord(wish: HostWish): unknown {
  const { pins, digest } = wish.spec;
  const now = conditions({ ...freshFacts(wish), preparation: preparedFacts(wish) });
  return {
    run: RUN,
    release: { wanted: digest, serving: digest },
    pins,
    gate: { verdict: "pass", reasons: [], findings: [], measurement: { rungs: [] } },
    evidence: {},
    proof: {
      extent: "full",
      rungs: wish.pool.ladder.rungs,
      conditions: now,
      digest: proofDigest(pins, now),
      full: RUN,
    },
  };
}

const engineVersion = (wish: HostWish, engine: string): string =>
  wish.catalogue[wish.pool.engines[engine]?.artifact ?? ""]?.version ?? "0.0.0";

/**
 * What a host says that has reached `before` when it is asked with `wish` in mind: it holds everything of the old
 * release, and of the new one only what both share.
 */
export const factsAfter = (before: HostWish, wish: HostWish): HostFacts =>
  frozen({
    ...convergedFacts(before),
    releaseFiles: before.spec.digest === wish.spec.digest ? convergedFacts(before).releaseFiles : {},
    releaseLinks: before.spec.digest === wish.spec.digest ? convergedFacts(before).releaseLinks : {},
  });

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** JSON Merge Patch (RFC 7396): fields said otherwise; `null` takes away. */
export function merged(target: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return patch;
  const result: Record<string, unknown> = isMap(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

/** Facts with some fields said otherwise. */
export const patched = (facts: HostFacts, patch: unknown): HostFacts =>
  frozen(merged(facts, patch) as HostFacts);
