import type { Connection } from "../connectors/connection.ts";
import { answers } from "../facts/fact.ts";
import { footprintQuestion, parseFootprint } from "../facts/footprints.ts";
import type { HostFacts } from "../model/facts.ts";
import type { EngineFootprint } from "../model/memory.ts";
import { plannedMemories } from "../operations/memory-plan.ts";
import { servingEngines } from "../operations/ports.ts";
import type { HostWish } from "../operations/wish.ts";
import { ask } from "./reach.ts";

/**
 * What every engine of a host was planned to hold, and what it has held at most by now: asked right after a climb, which
 * made the ladder's engine hold all it can be made to. What cannot be read is absent.
 */
export async function engineFootprints(
  connection: Connection,
  wish: HostWish,
  facts: Pick<HostFacts, "standby">,
): Promise<readonly EngineFootprint[]> {
  const planned = plannedMemories(wish);
  const serving = servingEngines(wish, facts);
  const questions = serving.map(({ job }) => footprintQuestion(wish.layout, job));
  const found = answers(await ask(connection, wish, questions).catch(() => ""));
  return serving.map(({ engine: { name: engine } }, at) => {
    const answer = found.get(questions[at]?.name ?? "");
    const measured = answer && parseFootprint(answer);
    const plan = planned.get(engine);
    return {
      engine,
      ...(plan !== undefined && { planned: plan }),
      ...(measured !== undefined && { measured }),
    };
  });
}
