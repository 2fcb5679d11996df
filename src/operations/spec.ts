import { proxyFiles } from "../../templates/haproxy/config.ts";
import type { ProxyEngine } from "../../templates/haproxy/wish.ts";
import { haproxyJob } from "../../templates/haproxy-job.ts";
import { laneText } from "../../templates/lanes-map.ts";
import { type LaunchdJob, renderPlist } from "../../templates/launchd-plist.ts";
import { listeningPath } from "../facts/engine.ts";
import { formatOs } from "../facts/os.ts";
import { canonicalJson, type Digest, digestOf } from "../model/digest.ts";
import type { Engine } from "../model/engine.ts";
import { engineLabel, type Layout, layout, PROXY_LABEL } from "../model/layout.ts";
import { pinName } from "../model/lock.ts";
import type { Host, Pool } from "../model/pool.ts";
import type { HostSpec, ReleaseFile } from "../model/spec.ts";
import { hostAdmission } from "./admission.ts";
import { artifactDirectory, pinned } from "./artifact.ts";
import type { PlacedEngine } from "./engines/engine-kind.ts";
import { apiOf, engineFilesOf, engineJobOf, placedEngines, servedName } from "./engines/engines.ts";
import { healthList } from "./health.ts";
import { loadText } from "./load-text.ts";
import { plannedWhole } from "./memory-plan.ts";
import { hostModels, modelLines } from "./model.ts";
import { type HostEngine, hostEngines, hostGateway, hostStandbys, standbyEngine } from "./ports.ts";
import { CORPUS, RELEASE_MANIFEST } from "./release.ts";
import type { HostWish } from "./wish.ts";

/** What a spec is resolved from. */
export interface SpecSource extends Pick<HostWish, "pool" | "host" | "lock" | "catalogue" | "authority"> {
  readonly wave: string;
  /** The bundled ladder; its sha256 is the ladder revision. */
  readonly ladder: string;
  /** The text that its prompts are cut from. */
  readonly corpus?: string | undefined;
}

/** Resolves what one host shall be: every file of its release, every pin, one digest over them. */
export function hostSpec(source: SpecSource): HostSpec {
  const files = [...engineFiles(source), ...proxyReleaseFiles(source), ...ladderFiles(source)];
  const pins = hostPins(source, files);
  const digest = digestOf(canonicalJson({ pins, files }));
  const memory = plannedWhole(source);
  const manifest = { digest, pool: source.pool.id, host: source.host.id, pins, ...(memory && { memory }) };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  return {
    host: source.host.id,
    wave: source.wave,
    digest,
    admission: besideRelease(source),
    pins,
    files: [...files, { path: RELEASE_MANIFEST, text, mode: "0644" }],
  };
}

/** What moves without a release: keys and limits of lanes, and who signs for the host. */
function besideRelease({ pool, host, authority }: SpecSource): Digest {
  const files = hostAdmission({ pool, host, layout: layout(host.root) });
  return digestOf(canonicalJson(authority === undefined ? files : [files, authority]));
}

const plist = (label: string): string => `launchd/${label}.plist`;

function engineFiles(source: SpecSource): readonly ReleaseFile[] {
  return placedEngines({ ...source, layout: layout(source.host.root) }).flatMap((placed) => [
    jobFileOf("launchd", placed),
    ...standbyFiles(source, placed),
    ...engineFilesOf(placed),
  ]);
}

const jobFileOf = (folder: string, placed: PlacedEngine): ReleaseFile => ({
  path: `${folder}/${engineLabel(placed.job)}.plist`,
  text: renderPlist(engineJobOf(placed)),
  mode: "0644",
});

/** The job of a standby lies apart: it is started for a change, and ended after it. */
function standbyFiles(source: SpecSource, placed: PlacedEngine): readonly ReleaseFile[] {
  const standby = standbyEngine(source, placed);
  return standby === undefined ? [] : [jobFileOf("standby", { ...placed, ...standby })];
}

const proxyEngine = (source: SpecSource, one: HostEngine): ProxyEngine => {
  const { engine, port } = one;
  const standby = standbyEngine(source, one)?.port;
  return {
    name: engine.name,
    port,
    ...(standby !== undefined && { standby }),
    slots: engine.parallel,
    probe: listeningPath(engine.kind),
    host: `127.0.0.1:${port}`,
    api: apiOf(engine),
  };
};

function proxyReleaseFiles(source: SpecSource): readonly ReleaseFile[] {
  const { pool, host } = source;
  const paths = layout(host.root);
  const engines = hostEngines(pool, host).map((one) => proxyEngine(source, one));
  if (engines.length === 0) return [];
  const models = Object.fromEntries(
    hostModels(source).map((item) => [
      item.model.name,
      { served: servedName(source, item), engine: item.model.engine },
    ]),
  );
  const lanes = host.lanes.flatMap((name) => pool.lanes[name] ?? []);
  return [
    ...proxyFiles({ layout: paths, gateway: hostGateway(pool, host), engines, lanes, models }),
    {
      path: plist(PROXY_LABEL),
      text: renderPlist(proxyJob(source, paths)),
      mode: "0644",
    },
  ];
}

const proxyJob = (source: SpecSource, paths: Layout): LaunchdJob =>
  haproxyJob(
    paths,
    pinned(source, source.pool.gateway.artifact).artifact.program,
    hostStandbys(source.pool, source.host).length > 0,
  );

const ladderFiles = (source: SpecSource): readonly ReleaseFile[] => [
  { path: "ladder.mjs", text: source.ladder, mode: "0644" },
  ...(source.corpus === undefined ? [] : [{ path: CORPUS, text: source.corpus, mode: "0600" }]),
  { path: "models.list", text: modelLines(source), mode: "0644" },
  { path: "health.list", text: healthList(source), mode: "0644" },
];

const settings = (files: readonly ReleaseFile[], isMine: (path: string) => boolean): Digest =>
  digestOf(canonicalJson(files.filter(({ path }) => isMine(path))));

function hostPins(source: SpecSource, files: readonly ReleaseFile[]): Readonly<Record<string, string>> {
  const { pool, host, lock } = source;
  const named = (name: string): string => `${name} ${pinned(source, name).pin.sha256}`;
  const os = lock.hosts[host.id]?.os;
  const engines = hostEngines(pool, host).flatMap(({ engine }) => [
    [`engine.${engine.name}`, named(engine.artifact)],
    [`engine.${engine.name}.settings`, engineSettings(source, engine, files)],
  ]);
  const models = hostModels(source).map(({ model, pin }) => [
    `model.${model.name}`,
    `${pinName(pin)} ${pin.manifest}`,
  ]);
  return Object.fromEntries([
    ["os", os ? formatOs(os) : "unpinned"],
    ...engines,
    ...models,
    ["proxy", named(pool.gateway.artifact)],
    ["proxy.settings", settings(files, isProxyFile)],
    ["ladder", lock.ladder],
    ["ladder.lane", ladderLane(pool)],
    ["ladder.climb", climbText(pool)],
    ["ladder.runtime", named(pool.ladder.runtime)],
    ["gates", pool.gates.rules.map(({ text }) => text).join("; ")],
  ]);
}

/** What an engine is started with; which build of it that is, is a pin of its own. */
function engineSettings(
  source: SpecSource,
  { name, artifact }: Engine,
  files: readonly ReleaseFile[],
): Digest {
  const { releases, current } = layout(source.host.root);
  const build = `${releases}/${artifactDirectory(pinned(source, artifact))}/`;
  const any = files.map((file) => ({
    ...file,
    text: file.text.replaceAll(build, `${current}/engine-${name}/`),
  }));
  return settings(any, isFileOf(name));
}

/** The files that an engine is started from. */
const isFileOf =
  (engine: string) =>
  (path: string): boolean =>
    path === plist(engineLabel(engine)) || path.startsWith(`engines/${engine}/`);

/** Files of a release that the proxy reads when it starts. */
export const isProxyFile = (path: string): boolean =>
  path === "haproxy.cfg" || path.endsWith(".map") || path === plist(PROXY_LABEL);

const ladderLane = ({ ladder, lanes }: Pool): string => {
  const lane = lanes[ladder.lane];
  return lane ? laneText(lane) : "none";
};

function climbText({ ladder }: Pool): string {
  const size = `${ladder.requests} requests of ${loadText(ladder)}`;
  return `rungs ${ladder.rungs.join(", ")} x ${size}, model ${ladder.model} by ${ladder.api}, lane ${ladder.lane}`;
}

/** The specs of all hosts of a pool, wave by wave. */
export const poolSpecs = (
  source: Omit<SpecSource, "host" | "wave">,
  waves: readonly { readonly name: string; readonly hosts: readonly Host[] }[],
): readonly HostSpec[] =>
  waves.flatMap(({ name, hosts }) => hosts.map((host) => hostSpec({ ...source, host, wave: name })));
