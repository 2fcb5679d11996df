import { resolve } from "node:path";
import { type Listener, listenerOf } from "../connectors/listener.ts";
import { type Machine, thisMachine } from "../connectors/machine.ts";
import type { ModelServer, ServedModel, ServerAddress } from "../connectors/model-server.ts";
import type { Api } from "../model/api.ts";
import { type Climbed, NOT_KNOWN } from "../model/climbed.ts";
import { EXIT, Failure } from "../model/failure.ts";
import { formatSize } from "../model/units.ts";
import type { Workload } from "../model/workload.ts";
import { type WorkloadWish, workloadOf } from "../model/workloads.ts";
import type { LadderConfig } from "../probe/config.ts";
import { isLoopback } from "../probe/loopback.ts";
import { trial } from "../probe/trial.ts";

/** What a person with one machine wants to climb. */
export interface LocalWish {
  /** Concurrent streams per rung, ascending, first is 1. */
  readonly rungs: readonly number[];
  /** Requests per rung, at least. */
  readonly requests: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** Absent: every request has those lengths. */
  readonly load?: LocalLoad | undefined;
  /** How the machine stands: fan, lid, surface, cooling, power supply. */
  readonly note?: string | undefined;
  /** A text file that prompts are cut from. */
  readonly corpus?: string | undefined;
}

/** A workload before it is known how the server is asked. */
export type LocalLoad = Pick<WorkloadWish, "name" | "context" | "perMinute"> & {
  /** The model that embeds, in a workload of several lanes. */
  readonly embedModel?: string | undefined;
};

/** The server that was found, with the model to ask, and where it runs. */
export interface LocalTarget {
  readonly address: ServerAddress;
  readonly engine: string;
  readonly api: Api;
  readonly model: ServedModel;
  readonly machine: Machine;
  /** Absent when it could not be told who holds the port. */
  readonly listener: Listener | undefined;
}

/** The base URL without the `/v1` that people add. Throws `Failure` `server-remote` when it is not on this machine. */
export function localUrl(text: string): string {
  if (!isLoopback(text)) throw remote(text);
  const { origin, pathname } = new URL(text);
  return `${origin}${pathname.replace(/\/+$/, "").replace(/\/v1$/, "")}`;
}

const remote = (text: string): Failure =>
  new Failure({
    code: "server-remote",
    subject: `--url ${text}`,
    saw: "it is not an http address of this machine, and the ladder is turned against no other",
    hint: "for a remote Mac open a tunnel, `ssh -N -L 11434:127.0.0.1:11434 USER@MAC`, and climb at --url http://localhost:11434",
    exit: EXIT.usage,
  });

/** Finds out what cannot be asked of the server: the machine, and who holds the port. */
export async function localTarget(
  address: ServerAddress,
  { engine, api }: ModelServer,
  model: ServedModel,
): Promise<LocalTarget> {
  const { port, protocol } = new URL(address.url);
  const listener = await listenerOf(Number(port || (protocol === "https:" ? 443 : 80)));
  return { address, engine, api, model, machine: thisMachine(), listener };
}

/** What stands in the report for the pins of a release. */
export const targetPins = (target: LocalTarget): Readonly<Record<string, string>> => ({
  server: target.address.url,
  "server.held-by": target.listener?.command ?? "not known",
  engine: target.engine,
  api: target.api,
  model: target.model.name,
  ...(target.model.digest !== undefined && { "model.manifest": `sha256:${target.model.digest}` }),
  "machine.chip": target.machine.chip,
  "machine.memory": formatSize(target.machine.memory),
  "machine.os": target.machine.os,
});

/** On what a climb here climbs; slots are nobody's to read where the engine has no page that tells. */
export const targetClimbed = ({ machine, model, engine }: LocalTarget): Climbed => ({
  chip: machine.chip,
  memory: formatSize(machine.memory),
  model:
    model.digest === undefined
      ? `${model.name}, digest ${NOT_KNOWN}`
      : `${model.name} sha256:${model.digest}`,
  engine: /\d/.test(engine) ? engine : `${engine}, version ${NOT_KNOWN}`,
  slots: NOT_KNOWN,
});

/** A server without keys is sent one all the same: the client always sends the header. */
const NO_KEY = "espalier-without-key";

type Aim = Omit<LadderConfig, "requests" | "revision" | "out" | "deadlineMs">;

/** As much of the ladder's config as the target and the wish decide. */
export function aimOf(target: LocalTarget, wish: LocalWish): Aim {
  const { address, api, model, machine, listener } = target;
  const { rungs, promptTokens, outputTokens, load, corpus } = wish;
  const workload = localWorkload(target, wish);
  return {
    host: machine.name,
    url: address.url,
    api,
    apiKey: address.key?.reveal() ?? NO_KEY,
    model: model.name,
    rungs,
    promptTokens,
    outputTokens,
    ...(workload && { workload }),
    ...(load?.embedModel !== undefined && { embedModel: load.embedModel }),
    ...(corpus !== undefined && { corpusFile: resolve(corpus) }),
    engineElsewhere: listener?.isForwarder ?? false,
    ...(listener?.isForwarder === false && { enginePid: listener.pid }),
  };
}

/** The workload with all its sizes; `undefined` where every request has the same. */
export const localWorkload = (
  { api }: Pick<LocalTarget, "api">,
  { load, ...sizes }: LocalWish,
): Workload | undefined =>
  load && workloadOf({ ...load, ...sizes, api, embeds: load.embedModel !== undefined });

/** How long one request takes now, ms; loads the model. */
export const tryOut = (target: LocalTarget, wish: LocalWish): Promise<number> => trial(aimOf(target, wish));
