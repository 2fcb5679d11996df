import type { Outcome } from "../model/sample.ts";
import type { Tally } from "./tally.ts";

/** How the exchange itself came to its end. */
export type Ending =
  | { readonly kind: "closed" }
  | { readonly kind: "timeout"; readonly afterMs: number }
  | { readonly kind: "broken"; readonly text: string };

/** One exchange, all over. */
export interface Exchange {
  /** HTTP status, 0 when there was none. */
  readonly status: number;
  readonly tally: Tally;
  readonly ending: Ending;
  /** The first bytes of an answer that was no stream. */
  readonly body: string;
}

/** The outcome and a short reason. `ok` needs status 200, a token, no fault and `[DONE]`; nothing less will do. */
export function outcomeOf({ status, tally, ending, body }: Exchange): readonly [Outcome, string] {
  if (status !== 0 && status !== 200) return ["http-error", body];
  if (tally.fault !== undefined) return ["cut-short", tally.fault];
  if (tally.doneAt !== undefined) {
    return tally.firstToken === undefined ? ["cut-short", "[DONE] without a token"] : ["ok", ""];
  }
  if (ending.kind === "timeout") return ["timeout", `no end after ${ending.afterMs} ms`];
  const text = ending.kind === "broken" ? ending.text : "";
  return status === 0 ? ["refused", text || "closed without an answer"] : ["cut-short", text || "no [DONE]"];
}
