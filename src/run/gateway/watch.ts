import { gatewayLoadQuestion, parseGatewayLoad, parseOverflowLoad } from "../../facts/gateway-load.ts";
import { parseRequests } from "../../facts/proxy-log.ts";
import { looked, NO_TALLY } from "../../load/lane-tally.ts";
import type { GatewayMetrics } from "../../report/text/gateway-metrics.ts";
import type { Stage, StagedGateway } from "../stage.ts";
import { standingQuestion } from "../standing-question.ts";
import { reachGateway } from "./reach.ts";

/** Looks at one gateway again and again over one connection. */
export interface GatewayWatch {
  /** Asks once. Does not throw: a gateway that is away is told as `espalier_gateway_up 0`, and its counts stay. */
  readonly look: () => Promise<GatewayMetrics>;
  readonly close: () => void;
}

export function gatewayWatch({ folders }: Stage, { source }: StagedGateway): GatewayWatch {
  const gateway = source.member.id;
  const { ask, close } = standingQuestion({
    of: source,
    question: gatewayLoadQuestion(source.layout),
    reach: () => reachGateway(source, folders.inventory),
  });
  let tally = NO_TALLY;
  const look = async (): Promise<GatewayMetrics> => {
    const answer = await ask();
    const loads = answer && parseGatewayLoad(answer);
    if (answer === undefined || loads === undefined) return { gateway, tally };
    tally = looked(tally, { requests: parseRequests(answer.stdout) });
    return { gateway, loads, overflow: parseOverflowLoad(answer), tally };
  };
  return { look, close };
}
