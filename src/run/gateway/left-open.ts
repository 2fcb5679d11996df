import { Failure } from "../../model/failure.ts";

/** What came of the word that a host closes. */
export interface Told {
  /** Gateways of the pool. */
  readonly gateways: number;
  /** Those that could not be told. */
  readonly untold: readonly string[];
}

/** True when every gateway sends the host nothing new, and there is one. */
export const isCutOff = ({ gateways, untold }: Told): boolean => gateways > 0 && untold.length === 0;

/** Who may still be served by a host that did not close its own doors; `until`: what makes gateways ask it again. */
export function leftOpen(told: Told, until = " until it is undrained"): string {
  if (told.gateways === 0) return "its doors were not closed; clients that ask it may still be served";
  const gates = isCutOff(told)
    ? `gateways send it nothing new${until}`
    : `${told.untold.join(", ")} could not be told and may still ask it`;
  return `${gates}; clients that ask it directly may still be served`;
}

/** The failure of a host that was to close, with who may still be served by it, as `leftOpen` says it. */
export function leftOpenFailure(failure: Error, left: string): Error {
  if (!(failure instanceof Failure)) return failure;
  const { code, subject, saw, hint, exit, cause } = failure;
  return new Failure({ code, subject, saw: `${saw}; ${left}`, hint, exit, cause });
}
