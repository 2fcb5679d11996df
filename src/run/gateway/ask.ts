import { type Answer, answers } from "../../facts/fact.ts";
import { sentence } from "../../model/failure.ts";
import type { Layout } from "../../model/layout.ts";
import type { Question } from "../../model/question.ts";
import type { GatewaySource } from "../../operations/gateway/wish.ts";
import { eachHost } from "../each-host.ts";
import { inquire } from "../reach.ts";
import type { Scene } from "../scene.ts";
import type { Stage } from "../stage.ts";
import { onGateway } from "./reach.ts";

/** What gateways are asked before hosts are touched. */
export interface GatewayInquiry {
  readonly questions: (layout: Layout) => readonly Question[];
  /** What cannot be known without an answer: `by which key it probes`. */
  readonly what: string;
}

/** What one gateway answered, by question name. */
export interface GatewayAnswers {
  readonly source: GatewaySource;
  readonly said: ReadonlyMap<string, Answer>;
}

/** Asks every gateway of the pool in one round trip. One that cannot be asked is told, left out, and holds nothing up. */
export async function askGateways(
  scene: Scene,
  { folders, gateways }: Stage,
  { questions, what }: GatewayInquiry,
): Promise<readonly GatewayAnswers[]> {
  const asked = await eachHost(gateways, async ({ source }): Promise<GatewayAnswers | undefined> => {
    try {
      const { stdout } = await onGateway(source, folders.inventory, (connection) =>
        inquire(connection, source, questions(source.layout)),
      );
      return { source, said: answers(stdout) };
    } catch (error) {
      const text = `could not be asked ${what}: ${sentence(error)}`;
      scene.tell({ kind: "line", host: source.member.id, text });
      return undefined;
    }
  });
  return asked.filter((one) => one !== undefined);
}
