import { tellsSlots, tellsVersion } from "../facts/engine.ts";
import { manifestPath, ollamaName } from "../facts/models.ts";
import { formatOs } from "../facts/os.ts";
import type { AuditLine } from "../model/audit.ts";
import { digestOf, hexOf, shortOf } from "../model/digest.ts";
import type { EngineKind } from "../model/engine.ts";
import type { HostFacts, SlotsFact } from "../model/facts.ts";
import { standbyEngineOf } from "../model/layout.ts";
import { isHubPin, pinName } from "../model/lock.ts";
import type { Model } from "../model/model.ts";
import { PREPARATIONS } from "../model/preparation.ts";
import { admission } from "./admission.ts";
import { isListed } from "./allow-list.ts";
import { artifactDirectory, hostArtifacts, type PinnedArtifact, spoiltProgram } from "./artifact.ts";
import { leftJobs, standbyLabels } from "./launchd.ts";
import { hostModels, type PinnedModel } from "./model.ts";
import { hostEngines } from "./ports.ts";
import { prepared } from "./preparation/preparation.ts";
import { changedConditions, told } from "./qualification.ts";
import { hasLeftGateway } from "./retirement.ts";
import { snapshotName } from "./snapshot.ts";
import { certificateTrouble } from "./tls.ts";
import type { HostWish } from "./wish.ts";

const line = (field: string, wanted: string, saw: string): AuditLine => ({
  field,
  wanted,
  saw,
  agrees: wanted === saw,
});

/** Every pin of a host, field by field. What could not be read never agrees. */
export function auditHost(wish: HostWish, facts: HostFacts): readonly AuditLine[] {
  const os = wish.lock.hosts[wish.host.id]?.os;
  const release = shortOf(wish.spec.digest);
  return [
    line("owner", `${wish.host.id} of ${wish.pool.id}`, ownedBy(facts)),
    line("os", os ? formatOs(os) : "a pin", facts.os ? formatOs(facts.os) : "unknown"),
    ...(wish.pool.os ? [line("os admitted", "yes", admitted(wish, facts))] : []),
    ...hostArtifacts(wish).map((item) => {
      const directory = artifactDirectory(item);
      return line(
        `artifact ${item.artifact.name}`,
        directory,
        facts.artifacts.includes(directory) ? directory : "absent",
      );
    }),
    ...hostArtifacts(wish).map((item) =>
      line(`program of ${item.artifact.name}`, "as unpacked", program(item, facts)),
    ),
    ...versions(wish, facts),
    ...slots(wish, facts),
    ...models(wish, facts),
    line("release", release, facts.current ?? "none"),
    line("qualified release", release, facts.good ?? "none"),
    line("qualification", "stands", standing(facts)),
    ...wish.spec.files.map(({ path, text }) =>
      line(
        `file ${path}`,
        hexOf(digestOf(text)).slice(0, 12),
        facts.releaseFiles[path]?.slice(0, 12) ?? "absent",
      ),
    ),
    ...admittedLines(wish, facts),
    ...(hasLeftGateway(wish, facts) ? [line("gateway", "none", "one that the pool names no more")] : []),
    line("certificate", "as described", certificateTrouble(wish, facts) ?? "as described"),
    ...facts.services
      .filter(({ label }) => standbyEngineOf(label) === undefined)
      .map((service) => line(`service ${service.label}`, "running", service.state ?? "not loaded")),
    ...standbyLabels(wish)
      .filter((label) => facts.jobs.includes(label))
      .map((label) => line(`service ${label}`, "none", "a standby, which runs only while something changes")),
    ...leftJobs(wish, facts).map((label) => line(`service ${label}`, "none", "a job of an engine that left")),
    ...preparations(wish, facts),
    line("doors", wish.host.state === "drained" ? "closed" : "open", facts.drained ? "closed" : "open"),
  ];
}

const ownedBy = ({ owner }: HostFacts): string => (owner ? `${owner.host} of ${owner.pool}` : "no pool");

/** What lies on the disk, and what the running proxy was told last. */
const admittedLines = (wish: HostWish, facts: HostFacts): readonly AuditLine[] => {
  const open = admission(wish, facts).filter(({ kind }) => kind !== "noop");
  return [
    line(
      "keys and lanes",
      "as described",
      open.map(({ subject, why }) => `${subject}: ${why}`).join("; ") || "as described",
    ),
  ];
};

function program(item: PinnedArtifact, facts: HostFacts): string {
  if (facts.programs === undefined) return "not told";
  const isHeld = facts.programs[artifactDirectory(item)]?.quarantined === true;
  const isLoose = facts.loose.includes(artifactDirectory(item));
  const open = isLoose ? "others than root may change it" : "as unpacked";
  return spoiltProgram(item, facts) ?? (isHeld ? "in quarantine" : open);
}

const admitted = ({ pool }: HostWish, { os }: HostFacts): string =>
  os !== undefined && isListed(pool, os) ? "yes" : "no";

const standing = (facts: HostFacts): string => {
  const changed = changedConditions(facts);
  return changed.length === 0 ? "stands" : `void: ${told(changed)}`;
};

/** One line for each preparation: ready, or the first thing that is not as wished. */
const preparations = (wish: HostWish, facts: HostFacts): readonly AuditLine[] =>
  PREPARATIONS.map((name) => {
    const open = prepared(name)(wish, facts).find(({ kind }) => kind !== "noop");
    return line(`preparation ${name}`, "ready", open?.why ?? "ready");
  });

/** LM Studio tells none of a model that embeds. */
const tellsSlotsOf = (kind: EngineKind, { embeds }: Model): boolean => kind !== "lm-studio" || !embeds;

const shape = ({ slots: count, context }: SlotsFact): string => `${count} x ${context} tokens`;

/** The slots of every model in memory, by the engines that tell them; Ollama tells them once for all, and which differ. */
const slots = (wish: HostWish, facts: HostFacts): readonly AuditLine[] =>
  hostEngines(wish.pool, wish.host)
    .filter(({ engine }) => tellsSlots(engine.kind))
    .flatMap(({ engine: { name, kind, parallel, contextLength } }) => {
      const mine = hostModels(wish).filter(({ model }) => model.engine === name);
      const told =
        kind === "ollama" ? mine.slice(0, 1) : mine.filter(({ model }) => tellsSlotsOf(kind, model));
      if (told.length === 0) return [];
      const wanted = told.map(() => shape({ slots: parallel, context: contextLength }));
      const seen = facts.engineSlots[name]?.map(shape);
      return [line(`slots of ${name}`, wanted.join(", "), seen?.join(", ") ?? "no answer")];
    });

/** The first digits of the manifest under which an engine can see the model. */
const visible = (item: PinnedModel, facts: HostFacts): string | undefined => {
  const { pin } = item;
  if (!isHubPin(pin)) return facts.manifests[manifestPath(pin)]?.slice(0, 12);
  return facts.snapshots.includes(snapshotName(item)) ? shortOf(pin.manifest) : undefined;
};

const versions = (wish: HostWish, facts: HostFacts): readonly AuditLine[] =>
  hostEngines(wish.pool, wish.host).map(({ engine: { name, kind, artifact } }) => {
    const field = `engine ${name}`;
    if (!tellsVersion(kind))
      return line(field, "answers", facts.answering.includes(name) ? "answers" : "no answer");
    return line(
      field,
      wish.catalogue[artifact]?.version ?? "a pin",
      facts.engineVersions[name] ?? "no answer",
    );
  });

function memoryOf(name: string, { onGpu }: HostFacts): string {
  const part = onGpu[name];
  if (part === undefined) return "not told";
  return part === 1 ? "on the GPU" : `${Math.floor(100 * part)} % on the GPU`;
}

/** What was read of a model's files when every byte was asked for. */
function bytesOf({ pin }: PinnedModel, { rotten }: HostFacts): string {
  if (rotten === undefined) return "unreadable";
  const others = pin.layers.filter(({ digest }) => rotten.includes(hexOf(digest)));
  const names = others.map(({ digest, path }) => path ?? hexOf(digest).slice(0, 12));
  return names.length === 0 ? "as pinned" : `others in ${names.join(", ")}`;
}

const models = (wish: HostWish, facts: HostFacts): readonly AuditLine[] =>
  hostModels(wish).flatMap((item) => {
    const { pin } = item;
    const name = pinName(pin);
    const blobs = pin.layers.filter(({ digest, bytes }) => facts.blobs[hexOf(digest)] === bytes).length;
    return [
      line(`model ${name}`, hexOf(pin.manifest).slice(0, 12), visible(item, facts) ?? "absent"),
      line(`blobs of ${name}`, `${pin.layers.length} whole`, `${blobs} whole`),
      ...(isHubPin(pin) ? [] : [line(`memory of ${name}`, "on the GPU", memoryOf(ollamaName(pin), facts))]),
      ...(wish.rehash === true ? [line(`bytes of ${name}`, "as pinned", bytesOf(item, facts))] : []),
    ];
  });
