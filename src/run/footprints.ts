import type { Connection } from "../connectors/connection.ts";
import { answers } from "../facts/fact.ts";
import { footprintQuestion, parseFootprint } from "../facts/footprints.ts";
import type { EngineFootprint } from "../model/memory.ts";
import { plannedMemories } from "../operations/memory-plan.ts";
import type { HostWish } from "../operations/wish.ts";
import { ask } from "./reach.ts";

/**
 * What every engine of a host was planned to hold, and what it has held at most by now: asked right after a climb, which
 * made the ladder's engine hold all it can be made to. What cannot be read is absent.
 */
export async function engineFootprints(
  connection: Connection,
  wish: HostWish,
): Promise<readonly EngineFootprint[]> {
  const planned = plannedMemories(wish);
  const questions = wish.host.engines.map((engine) => footprintQuestion(wish.layout, engine));
  const found = answers(await ask(connection, wish, questions).catch(() => ""));
  return wish.host.engines.map((engine, at) => {
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
