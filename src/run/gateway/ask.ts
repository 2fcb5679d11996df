import { type Answer, answers } from "../../facts/fact.ts";
import { sentence } from "../../model/failure.ts";
import type { Question } from "../../model/question.ts";
import { inquire } from "../reach.ts";
import type { Scene } from "../scene.ts";
import type { Stage, StagedGateway } from "../stage.ts";
import { onGateway } from "./reach.ts";

/** What gateways are asked before hosts are touched. */
export interface GatewayInquiry {
  readonly questions: readonly Question[];
  /** What cannot be known without an answer: `by which key it probes`. */
  readonly what: string;
}

/** Asks one gateway and finds its answers by question name. One that cannot be asked is told, and holds nothing up. */
export type GatewayAsker = (
  gateway: StagedGateway,
  inquiry: GatewayInquiry,
) => Promise<ReadonlyMap<string, Answer> | undefined>;

export const gatewayAsker =
  (scene: Scene, { folders }: Stage): GatewayAsker =>
  async ({ source }, { questions, what }) => {
    try {
      const { stdout } = await onGateway(source, folders.inventory, (connection) =>
        inquire(connection, source, questions),
      );
      return answers(stdout);
    } catch (error) {
      const text = `could not be asked ${what}: ${sentence(error)}`;
      scene.tell({ kind: "line", host: source.member.id, text });
      return undefined;
    }
  };
