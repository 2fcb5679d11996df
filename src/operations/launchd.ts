import { digestOf, hexOf, shortOf } from "../model/digest.ts";
import type { HostFacts } from "../model/facts.ts";
import { engineLabel, PROXY_LABEL } from "../model/layout.ts";
import { pinName } from "../model/lock.ts";
import { artifactDirectory, pinned, spoiltProgram } from "./artifact.ts";
import { currentPins } from "./current.ts";
import { type PinnedModel, rottenModels, spilledModels } from "./model.ts";
import { isProxyFile } from "./spec.ts";
import type { HostWish } from "./wish.ts";

/** A job that has to be started anew, and why. */
export interface Restart {
  readonly label: string;
  readonly why: string;
}

/** The launchd jobs of a host. */
export const hostLabels = (engines: readonly string[]): readonly string[] => [
  ...engines.map(engineLabel),
  PROXY_LABEL,
];

/** Jobs of engines that the host has no more: they hold their port and their memory. */
export const leftJobs = ({ host }: HostWish, { jobs }: HostFacts): readonly string[] => {
  const wanted = hostLabels(host.engines);
  return jobs.filter((label) => !wanted.includes(label));
};

/** What becomes of the jobs of a host: some end for good, some start anew. */
export interface JobChanges {
  readonly left: readonly string[];
  readonly again: readonly Restart[];
}

export const jobChanges = (wish: HostWish, facts: HostFacts): JobChanges => ({
  left: leftJobs(wish, facts),
  again: restarts(wish, facts),
});

/** The jobs whose plist, program or settings change, or that do not do their work. */
const restarts = (wish: HostWish, facts: HostFacts): readonly Restart[] => {
  const engines = wish.host.engines.map((name) => {
    const dead = facts.answering.includes(name) ? undefined : "the engine does not answer";
    return {
      label: engineLabel(name),
      why: reason(wish, facts, engineLabel(name), `engine.${name}`) ?? dead ?? unfit(wish, facts, name),
    };
  });
  const silent = facts.proxyStatus === 0 ? "the proxy does not answer" : undefined;
  const proxy = { label: PROXY_LABEL, why: reason(wish, facts, PROXY_LABEL, "proxy") ?? silent };
  return [...engines, proxy].flatMap(({ label, why }) => (why === undefined ? [] : [{ label, why }]));
};

function reason(wish: HostWish, facts: HostFacts, label: string, noun: string): string | undefined {
  const service = facts.services.find((item) => item.label === label);
  if (service?.loaded !== true) return "the job is not loaded";
  if (facts.owed.includes(label)) return "it was to start anew when a run was cut short";
  if (service.state !== "running") return `the job is ${service.state ?? "in an unknown state"}`;
  if (service.plist !== wantedPlist(wish, label)) return "its property list differs";
  const before = currentPins(facts);
  const moved = [noun, `${noun}.settings`].find((pin) => before[pin] !== wish.spec.pins[pin]);
  if (moved !== undefined) return `${moved} changes from ${before[moved] ?? "nothing"}`;
  const spoilt = label === PROXY_LABEL && isCurrent(wish, facts) ? spoiltFile(wish, facts) : undefined;
  return spoilt === undefined ? undefined : `${spoilt} was changed on the host, and it may have been read`;
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
  const file = wish.spec.files.find(({ path }) => path === `launchd/${label}.plist`);
  return file && hexOf(digestOf(file.text));
}

/** True when the host serves the wanted release already. */
export const isCurrent = (wish: HostWish, facts: HostFacts): boolean =>
  facts.current === shortOf(wish.spec.digest);

/** True when the wanted release has passed its gate on this host. */
export const isGood = (wish: HostWish, facts: HostFacts): boolean => facts.good === shortOf(wish.spec.digest);
