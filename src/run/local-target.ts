import { type Listener, listenerOf } from "../connectors/listener.ts";
import { type Machine, thisMachine } from "../connectors/machine.ts";
import type { ModelServer, ServedModel, ServerAddress } from "../connectors/model-server.ts";
import type { Api } from "../model/api.ts";
import { type Climbed, NOT_KNOWN } from "../model/climbed.ts";
import { EXIT, Failure } from "../model/failure.ts";
import { formatSize } from "../model/units.ts";
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
}

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
export function aimOf({ address, api, model, machine, listener }: LocalTarget, wish: LocalWish): Aim {
  const { rungs, promptTokens, outputTokens } = wish;
  return {
    host: machine.name,
    url: address.url,
    api,
    apiKey: address.key?.reveal() ?? NO_KEY,
    model: model.name,
    rungs,
    promptTokens,
    outputTokens,
    engineElsewhere: listener?.isForwarder ?? false,
    ...(listener?.isForwarder === false && { enginePid: listener.pid }),
  };
}

/** How long one request takes now, ms; loads the model. */
export const tryOut = (target: LocalTarget, wish: LocalWish): Promise<number> => trial(aimOf(target, wish));
