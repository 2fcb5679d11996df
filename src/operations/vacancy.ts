import type { HostFacts } from "../model/facts.ts";
import { Failure } from "../model/failure.ts";
import { engineLabel } from "../model/layout.ts";
import { daemonOf } from "./engines/engines.ts";
import { isRunning, leftJobs, restarts } from "./launchd.ts";
import { type HostEngine, servingEngines } from "./ports.ts";
import { type HostWish, noop, type Operation } from "./wish.ts";

/**
 * Refuses where a program that is nobody's job answers on the port of an engine, such as an `ollama serve` in somebody's terminal: ours
 * could not listen there, and until it tries, the other one's answers would be taken for its own. Throws `port-taken`.
 */
export const vacancy: Operation = (wish, facts) => {
  const { host } = wish;
  const taken = portsMove(wish, facts)
    ? undefined
    : servingEngines(wish, facts).find((one) => isTaken(wish, facts, one));
  if (taken === undefined)
    return [noop("ports", host.id, "no other program answers where its engines listen")];
  const { engine, port } = taken;
  throw new Failure({
    code: "port-taken",
    subject: host.id,
    saw: `a program that is no job of Espalier answers on port ${port}, where its engine ${engine.name} is to listen`,
    hint: `\`sudo lsof -nP -iTCP:${port} -sTCP:LISTEN\` on the host names it: end it, or give the engine another port; nothing was changed there`,
  });
};

/** A daemon that outlives its job, as LM Studio's does, is told by its own start to make room. */
const isTaken = ({ layout }: HostWish, facts: HostFacts, { engine, job }: HostEngine): boolean =>
  facts.answering.includes(engine.name) &&
  !isRunning(facts, engineLabel(job)) &&
  daemonOf(engine, layout) === undefined;

/** Who answers may be one of ours that is about to leave the port, or a server of others that the preparation ends. */
function portsMove(wish: HostWish, facts: HostFacts): boolean {
  return (
    leftJobs(wish, facts).length > 0 ||
    facts.preparation.strangers.length > 0 ||
    restarts(wish, facts).some(({ label }) => isRunning(facts, label))
  );
}
