import { admissionFiles } from "../../templates/haproxy/config.ts";
import { digestOf, hexOf } from "../model/digest.ts";
import type { HostFacts } from "../model/facts.ts";
import type { ReleaseFile } from "../model/spec.ts";
import type { Step } from "../model/step.ts";
import { slots } from "./slots.ts";
import { type HostWish, noop, type Operation, run } from "./wish.ts";

type Ground = Pick<HostWish, "pool" | "host" | "layout">;

const lanesOf = ({ pool, host }: Ground) => host.lanes.flatMap((name) => pool.lanes[name] ?? []);

/** Keys and limits of the lanes that a host accepts, as files beside its release. */
export const hostAdmission = (ground: Ground): readonly ReleaseFile[] =>
  admissionFiles({ layout: ground.layout, lanes: lanesOf(ground) });

/** Files whose bytes a plan asks about. */
export const admissionPaths = (wish: Ground): readonly string[] =>
  hostAdmission(wish).map(({ path }) => path);

const name = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/**
 * Who may enter and how much: files for the next start, and the stats socket for the proxy that runs. Neither a drain nor
 * a proof: what a lane may take is not what the ladder measured, but for the ladder's own lane, which is a pin.
 */
export const admission: Operation = (wish, facts) => {
  const wanted = hostAdmission(wish);
  const puts = wanted.flatMap((file): readonly Step[] => put(file, facts));
  const syncs = [...wanted.flatMap((file) => tellMap(file, facts.admitted)), ...slots(wish, facts)];
  if (puts.length + syncs.length === 0)
    return [noop("admission", wish.host.id, "keys and limits of the lanes are as the inventory has them")];
  return [...puts, ...syncs];
};

/** Writes a file of the admission that is missing or different. */
export function put(
  { path, text, mode }: ReleaseFile,
  { preparation, admitted }: HostFacts,
): readonly Step[] {
  const saw = preparation.files[path];
  if (saw === hexOf(digestOf(text))) return [];
  const live = admitted
    ? "the running proxy takes it over, its streams go on"
    : "the proxy reads it when it starts";
  const why = `${saw === undefined ? "it is missing" : "its bytes differ from the inventory"}; ${live}`;
  return [{ kind: "put", operation: "admission", subject: name(path), why, path, text, mode }];
}

/** Tells the running proxy a map that it holds otherwise. */
export function tellMap(
  { path, text }: Pick<ReleaseFile, "path" | "text">,
  admitted: HostFacts["admitted"],
): readonly Step[] {
  const live = admitted?.maps[path];
  if (live === undefined || live === hexOf(digestOf(text))) return [];
  const words = { operation: "admission", subject: `running ${name(path)}` };
  return [run({ ...words, why: "the running proxy holds other lines" }, "sync_map", path)];
}
