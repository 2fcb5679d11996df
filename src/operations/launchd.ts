import { basename, dirname } from "node:path";
import { digestOf, hexOf, shortOf } from "../model/digest.ts";
import type { HostFacts } from "../model/facts.ts";
import { engineLabel, PROXY_LABEL } from "../model/layout.ts";
import { pinName } from "../model/lock.ts";
import { artifactDirectory, pinned, spoiltProgram } from "./artifact.ts";
import { currentPins } from "./current.ts";
import { type PinnedModel, rottenModels, spilledModels } from "./model.ts";
import { hostStandbys, servingEngines } from "./ports.ts";
import { isProxyFile } from "./spec.ts";
import type { HostWish } from "./wish.ts";

/** A job that has to be started anew, and why. */
export interface Restart {
  readonly label: string;
  readonly why: string;
  /** The engine that it runs; absent: the proxy. */
  readonly engine?: string;
}

/** The job of an engine that has to be started anew. */
export type EngineRestart = Restart & { readonly engine: string };

/** The launchd jobs that a host keeps running. */
export const hostLabels = (engines: readonly string[]): readonly string[] => [
  ...engines.map(engineLabel),
  PROXY_LABEL,
];

/** The jobs of its standbys, which run while something changes. */
export const standbyLabels = ({ pool, host }: Pick<HostWish, "pool" | "host">): readonly string[] =>
  hostStandbys(pool, host).map(({ job }) => engineLabel(job));

/** Jobs of engines that the host has no more: they hold their port and their memory. */
export const leftJobs = (wish: HostWish, { jobs }: HostFacts): readonly string[] => {
  const wanted = [...hostLabels(wish.host.engines), ...standbyLabels(wish)];
  return jobs.filter((label) => !wanted.includes(label));
};

/** True while launchd has a program of the job running. */
export const isRunning = ({ services }: HostFacts, label: string): boolean =>
  services.some((service) => service.label === label && service.state === "running");

/** True for an engine whose own job runs and answers, and whose standby does not serve in its place. */
export const servesItself = (facts: HostFacts, engine: string): boolean =>
  facts.answering.includes(engine) &&
  isRunning(facts, engineLabel(engine)) &&
  !facts.standby.includes(engine);

/** The jobs whose plist, program or settings change, or that do not do their work. */
export const restarts = (wish: HostWish, facts: HostFacts): readonly Restart[] => {
  const engines = servingEngines(wish, facts).map(({ engine: { name }, job }) => {
    const dead = facts.answering.includes(name) ? undefined : "the engine does not answer";
    const why = reason(wish, facts, engineLabel(job), `engine.${name}`) ?? dead ?? unfit(wish, facts, name);
    return { label: engineLabel(name), engine: name, why };
  });
  const silent = facts.proxyStatus === 0 ? "the proxy does not answer" : undefined;
  const proxy = { label: PROXY_LABEL, why: reason(wish, facts, PROXY_LABEL, "proxy") ?? silent };
  return [...engines, proxy].flatMap(({ why, ...job }) => (why === undefined ? [] : [{ ...job, why }]));
};

function reason(wish: HostWish, facts: HostFacts, label: string, noun: string): string | undefined {
  const service = facts.services.find((item) => item.label === label);
  if (service?.loaded !== true) return "the job is not loaded";
  if (facts.owed.includes(label)) return "it was to start anew when a run was cut short";
  if (service.state !== "running") return `the job is ${service.state ?? "in an unknown state"}`;
  const moved = movedPin(wish, facts, noun);
  if (moved !== undefined) return moved;
  if (service.plist !== wantedPlist(wish, label)) return "its property list differs";
  const settings = movedPin(wish, facts, `${noun}.settings`);
  if (settings !== undefined) return settings;
  const spoilt = label === PROXY_LABEL && isCurrent(wish, facts) ? spoiltFile(wish, facts) : undefined;
  return spoilt === undefined ? undefined : `${spoilt} was changed on the host, and it may have been read`;
}

function movedPin(wish: HostWish, facts: HostFacts, pin: string): string | undefined {
  const before = currentPins(facts)[pin];
  return before === wish.spec.pins[pin] ? undefined : `${pin} changes from ${before ?? "nothing"}`;
}

/** The program of an engine, or what it has in memory, is not what it should be, or not where. */
function unfit(wish: HostWish, facts: HostFacts, engine: string): string | undefined {
  const item = pinned(wish, wish.pool.engines[engine]?.artifact ?? engine);
  const program = facts.artifacts.includes(artifactDirectory(item)) ? spoiltProgram(item, facts) : undefined;
  if (program !== undefined) return `it may run another program: ${program}`;
  const isMine = ({ model }: PinnedModel): boolean => model.engine === engine;
  const rotten = rottenModels(wish, facts).find(isMine);
  if (rotten) return `a file of ${pinName(rotten.pin)} had rotted, and it may have been read`;
  const spilled = spilledModels(wish, facts).find(isMine);
  return spilled && `${pinName(spilled.pin)} is only in part on the GPU`;
}

/** A file of the proxy whose bytes on the host are not the release's: putting it back does not make the proxy forget. */
const spoiltFile = (wish: HostWish, facts: HostFacts): string | undefined =>
  wish.spec.files.find(
    ({ path, text }) => isProxyFile(path) && facts.releaseFiles[path] !== hexOf(digestOf(text)),
  )?.path;

function wantedPlist(wish: HostWish, label: string): string | undefined {
  const file = wish.spec.files.find(
    ({ path }) => /^(launchd|standby)$/.test(dirname(path)) && basename(path, ".plist") === label,
  );
  return file && hexOf(digestOf(file.text));
}

/** True when the host serves the wanted release already. */
export const isCurrent = (wish: HostWish, facts: HostFacts): boolean =>
  facts.current === shortOf(wish.spec.digest);

/** True when the wanted release has passed its gate on this host. */
export const isGood = (wish: HostWish, facts: HostFacts): boolean => facts.good === shortOf(wish.spec.digest);
