import { answers } from "../facts/fact.ts";
import { type KeyUses, keyUsesQuestion, parseKeyUses } from "../facts/key-uses.ts";
import { sentence } from "../model/failure.ts";
import type { Host } from "../model/pool.ts";
import { inquire, onHost } from "./reach.ts";
import { hostWish, type Stage } from "./stage.ts";

/** What the proxy of a host remembers of its keys, or why that is not known. */
export interface HostKeyUses {
  readonly host: string;
  readonly uses?: KeyUses;
  readonly failure?: string;
}

/** Asks one host. Does not throw: a host that is away hides nothing about the others. */
export async function hostKeyUses(stage: Stage, host: Host): Promise<HostKeyUses> {
  const wish = hostWish(stage, host);
  try {
    const question = keyUsesQuestion(wish.layout);
    const { stdout } = await onHost(wish, stage.folders.inventory, (connection) =>
      inquire(connection, wish, [question]),
    );
    const answer = answers(stdout).get(question.name);
    const uses = answer && parseKeyUses(answer);
    return uses ? { host: host.id, uses } : { host: host.id, failure: "its proxy does not answer" };
  } catch (error) {
    return { host: host.id, failure: sentence(error) };
  }
}
