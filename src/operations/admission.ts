import { admissionFiles } from "../../templates/haproxy/config.ts";
import { digestOf, hexOf } from "../model/digest.ts";
import type { HostFacts } from "../model/facts.ts";
import type { Layout } from "../model/layout.ts";
import type { ReleaseFile } from "../model/spec.ts";
import type { Step } from "../model/step.ts";
import { slots } from "./slots.ts";
import { type HostWish, noop, type Operation, run } from "./wish.ts";

type Ground = Pick<HostWish, "pool" | "host" | "layout">;

const lanesOf = ({ pool, host }: Ground) => host.lanes.flatMap((name) => pool.lanes[name] ?? []);

/** Keys and limits of the lanes that a host accepts, as files beside its release. */
export const hostAdmission = (ground: Ground): readonly ReleaseFile[] =>
  admissionFiles({ layout: ground.layout, lanes: lanesOf(ground) });

const name = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Where a file of the admission lies as the inventory has it. */
const wantedPath = ({ wantedAdmission }: Layout, path: string): string => `${wantedAdmission}/${name(path)}`;

/** Files whose bytes a plan asks about: what is wanted, and what of it is let in. */
export const askedPaths = (layout: Layout, files: readonly ReleaseFile[]): readonly string[] =>
  files.flatMap(({ path }) => [path, wantedPath(layout, path)]);

/**
 * Who may enter and how much: files for the next start, and the stats socket for the proxy that runs. Neither a drain nor
 * a proof: what a lane may take is not what the ladder measured, but for the ladder's own lane, which is a pin.
 */
export const admission: Operation = (wish, facts) => {
  const { layout, host } = wish;
  const steps = [
    ...admitSteps({ layout, lanes: host.lanes, files: hostAdmission(wish) }, facts),
    ...slots(wish, facts),
  ];
  return steps.length > 0
    ? steps
    : [noop("admission", host.id, "keys and limits of the lanes are as the inventory has them")];
};

/** What a proxy shall let in. */
interface Admitted {
  readonly layout: Layout;
  /** The lanes that the inventory has. */
  readonly lanes: readonly string[];
  /** What it reads beside its release. */
  readonly files: readonly ReleaseFile[];
}

/**
 * Brings the wanted files, lets in what the release that serves knows of them, and tells the running proxy. A lane may be newer than
 * that release, and so may a key's: it stays in the lane it had until a release serves that knows the new one, and comes
 * back to it with a way back (docs/decisions/0031).
 */
export function admitSteps(wanted: Admitted, facts: HostFacts): readonly Step[] {
  const { lanes: known = wanted.lanes } = facts;
  const isKnown = [...known].sort().join() === [...wanted.lanes].sort().join();
  return isKnown ? admitAll(wanted, facts) : admitKnown(wanted, facts, known);
}

/** The release has the lanes of the inventory: what is wanted is let in to the byte. */
function admitAll({ layout, files }: Admitted, facts: HostFacts): readonly Step[] {
  const puts = bring(files, layout, facts);
  const isLetIn = files.every((file) => facts.preparation.files[file.path] === sumOf(file));
  const tells = files.flatMap((file) => tellMap(file.path, sumOf(file), facts));
  if (puts.length === 0 && isLetIn) return tells;
  return [...puts, letIn(layout, "it is what the proxy reads when it starts"), ...tells];
}

/** The release knows other lanes: what it lets in is made on the host, and until it is, nobody can say what the proxy shall hold. */
function admitKnown(
  { layout, files }: Admitted,
  facts: HostFacts,
  known: readonly string[],
): readonly Step[] {
  const puts = bring(files, layout, facts);
  if (puts.length === 0)
    return files.flatMap(({ path }) => tellMap(path, facts.preparation.files[path], facts));
  const why = `the release that serves knows the lanes ${known.join(", ")}`;
  return [...puts, letIn(layout, why), ...files.flatMap(({ path }) => tellMap(path, undefined, facts))];
}

const sumOf = ({ text }: ReleaseFile): string => hexOf(digestOf(text));

const bring = (files: readonly ReleaseFile[], layout: Layout, facts: HostFacts): readonly Step[] =>
  files.flatMap((file) => put({ ...file, path: wantedPath(layout, file.path) }, facts));

const letIn = ({ current }: Layout, why: string): Step =>
  run({ operation: "admission", subject: "lanes of the release", why }, "fit_admission", current);

/** Writes a file of the admission that is missing or different. */
function put(file: ReleaseFile, { preparation, admitted }: HostFacts): readonly Step[] {
  const { path } = file;
  const saw = preparation.files[path];
  if (saw === sumOf(file)) return [];
  const live = admitted
    ? "the running proxy takes it over, its streams go on"
    : "the proxy reads it when it starts";
  const why = `${saw === undefined ? "it is missing" : "its bytes differ from the inventory"}; ${live}`;
  return [{ kind: "put", operation: "admission", subject: name(path), why, ...file }];
}

/** Tells the running proxy a map that it holds otherwise; `right` is the sum of its sorted lines, where that is known before. */
function tellMap(path: string, right: string | undefined, { admitted }: HostFacts): readonly Step[] {
  const live = admitted?.maps[path];
  if (live === undefined || live === right) return [];
  const words = { operation: "admission", subject: `running ${name(path)}` };
  return [run({ ...words, why: "the running proxy holds other lines" }, "sync_map", path)];
}
