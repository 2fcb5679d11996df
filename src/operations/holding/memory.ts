import type { HostFacts } from "../../model/facts.ts";
import { EXIT, Failure } from "../../model/failure.ts";
import { engineLabel } from "../../model/layout.ts";
import type { Step } from "../../model/step.ts";
import { servedName } from "../engines/engines.ts";
import { hostModels } from "../model.ts";
import { type HostEngine, servingEngines } from "../ports.ts";
import { type HostWish, noop, run } from "../wish.ts";

/** Which model shall come into memory or leave it, as the pool or its engine calls it, and why. */
export interface MemoryCall {
  readonly model: string;
  readonly because: string;
}

/** A model where its engine holds it, or would. */
interface Place {
  readonly served: string;
  readonly at: HostEngine;
  /** False for one that the engine has in memory and the lock does not want there. */
  readonly pinned: boolean;
  readonly loaded: boolean;
}

/** Brings a model of the host into memory, where it stays. Throws `model-unknown`, `model-bound`. */
export function loadSteps(wish: HostWish, facts: HostFacts, call: MemoryCall): readonly Step[] {
  const place = placeOf(wish, facts, call.model, "load");
  if (!place.pinned) throw unknown(wish, call.model);
  const { served, at, loaded } = place;
  if (loaded) return [noop("model", served, `${at.engine.name} has it in memory`)];
  const seconds = String(Math.ceil(at.engine.healthDeadline / 1000));
  const words = { operation: "model", subject: served, why: call.because };
  return [run(words, "load_model", String(at.port), served, seconds, engineLabel(at.job))];
}

/** Takes a model out of memory. Throws `model-unknown`, `model-bound`, and `host-serving` where the next request would bring it back. */
export function unloadSteps(wish: HostWish, facts: HostFacts, call: MemoryCall): readonly Step[] {
  const { served, at, pinned, loaded } = placeOf(wish, facts, call.model, "unload");
  if (!loaded) return [noop("model", served, `${at.engine.name} does not have it in memory`)];
  if (pinned && !facts.drained) throw serving(wish, served);
  const words = { operation: "model", subject: served, why: call.because };
  return [run(words, "unload_model", String(at.port), served)];
}

function placeOf(wish: HostWish, facts: HostFacts, model: string, verb: string): Place {
  const engines = servingEngines(wish, facts);
  const item = hostModels(wish).find((item) => item.model.name === model || servedName(wish, item) === model);
  const holds = ({ engine }: HostEngine, name: string) =>
    facts.loaded[engine.name]?.some((loaded) => loaded.name === name) === true;
  const served = item === undefined ? model : servedName(wish, item);
  const at = engines.find((one) =>
    item === undefined ? holds(one, model) : one.engine.name === item.model.engine,
  );
  if (at === undefined) throw unknown(wish, model);
  if (at.engine.kind !== "ollama") throw bound(wish, at, { served, verb });
  return { served, at, pinned: item !== undefined, loaded: holds(at, served) };
}

const unknown = ({ host }: HostWish, model: string): Failure =>
  new Failure({
    code: "model-unknown",
    subject: `${host.id}: ${model}`,
    saw: `no engine of the host serves it or has it in memory; it serves ${host.models.join(", ")}`,
    hint: "see `espalier models list`; nothing was changed",
    exit: EXIT.usage,
  });

const bound = (
  { host, pool }: HostWish,
  { engine }: HostEngine,
  { served, verb }: { readonly served: string; readonly verb: string },
): Failure =>
  new Failure({
    code: "model-bound",
    subject: `${host.id}: ${served}`,
    saw: `${engine.name} (${engine.kind}) holds what it was started with for as long as it runs`,
    hint: `only Ollama can ${verb} a model while it runs; \`espalier drain ${pool.id} --on ${host.id}\` keeps requests away, \`espalier apply ${pool.id} --on ${host.id}\` starts an engine that does not answer`,
    exit: EXIT.usage,
  });

const serving = ({ host, pool }: HostWish, served: string): Failure =>
  new Failure({
    code: "host-serving",
    subject: `${host.id}: ${served}`,
    saw: "the host takes requests, and the next one would bring the model back, after a wait",
    hint: `run \`espalier drain ${pool.id} --on ${host.id}\` first`,
  });
