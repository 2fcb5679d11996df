import type { Connection } from "../../connectors/connection.ts";
import { answers } from "../../facts/fact.ts";
import { gatewayLoadQuestion, parseGatewayLoad, parseOverflowLoad } from "../../facts/gateway-load.ts";
import type { GatewayMetrics } from "../../report/text/gateway-metrics.ts";
import { inquire } from "../reach.ts";
import type { Stage, StagedGateway } from "../stage.ts";
import { reachGateway } from "./reach.ts";

/** Looks at one gateway again and again over one connection. */
export interface GatewayWatch {
  /** Asks once. Does not throw: a gateway that is away is told as `espalier_gateway_up 0`. */
  readonly look: () => Promise<GatewayMetrics>;
  readonly close: () => void;
}

export function gatewayWatch({ folders }: Stage, { source }: StagedGateway): GatewayWatch {
  const gateway = source.member.id;
  const question = gatewayLoadQuestion(source.layout);
  let connection: Connection | undefined;
  const close = (): void => {
    connection?.close();
    connection = undefined;
  };
  const look = async (): Promise<GatewayMetrics> => {
    try {
      connection ??= await reachGateway(source, folders.inventory);
      const { stdout, exit } = await inquire(connection, source, [question]);
      if (exit === undefined) close();
      const answer = answers(stdout).get(question.name);
      const loads = answer && parseGatewayLoad(answer);
      return { gateway, ...(loads && { loads }), ...(answer && { overflow: parseOverflowLoad(answer) }) };
    } catch {
      close();
      return { gateway };
    }
  };
  return { look, close };
}
