import { isTaken } from "../connectors/port.ts";
import { EXIT, type ExitCode, Failure } from "../model/failure.ts";
import type { Host, Pool } from "../model/pool.ts";
import { hostGateway } from "../operations/ports.ts";
import { isCutOff, leftOpen } from "./gateway/left-open.ts";
import type { VerbResult } from "./host-verb.ts";

/** How a failover left the host that was unwell. */
export interface SourceEnd {
  readonly exit: ExitCode;
  readonly note: string;
}

/** Looks at the door of a source that cannot be reached over SSH: it may serve all the same. */
export async function sourceEnd(pool: Pool, source: Host, closed: VerbResult): Promise<SourceEnd> {
  const { port } = hostGateway(pool, source);
  const isLost = closed.failure !== undefined && isAway(closed.failure);
  const at = { address: source.address, port, timeout: pool.ssh.connectTimeout };
  return endOf(source.id, closed, { port, answers: isLost && (await isTaken(at)) });
}

interface Door {
  readonly port: number;
  readonly answers: boolean;
}

/** It is well when it is drained, answers nobody, or cannot be told and gets nothing from any gateway. */
export function endOf(source: string, { failure, told }: VerbResult, { port, answers }: Door): SourceEnd {
  if (failure === undefined) return { exit: EXIT.done, note: `${source} is drained` };
  const left = told === undefined ? "" : `: ${leftOpen(told)}`;
  if (!isAway(failure)) return { exit: EXIT.error, note: `${source} was not drained${left}` };
  const note = `${source} cannot be reached`;
  if (!answers)
    return { exit: EXIT.done, note: `${note}: neither SSH nor its port ${port} answers from here` };
  const isMoved = told !== undefined && isCutOff(told);
  return { exit: isMoved ? EXIT.done : EXIT.error, note: `${note} over SSH${left}` };
}

const isAway = (failure: Error): boolean => failure instanceof Failure && failure.code === "host-unreachable";
