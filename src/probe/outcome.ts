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
  /** The error the server told of outside a stream; empty when it told none. */
  readonly body: string;
  /** What the proxy's log calls the request. */
  readonly id?: string;
  /** What ends an answer of this API properly. */
  readonly closing: string;
}

/** The outcome and a short reason. `ok` needs status 200, a token, no fault and the proper end; nothing less will do. */
export function outcomeOf(exchange: Exchange): readonly [Outcome, string] {
  const { status, tally, body, closing } = exchange;
  if (status !== 0 && status !== 200) return ["http-error", body];
  if (tally.fault !== undefined) return ["cut-short", tally.fault];
  if (tally.doneAt === undefined) return unended(exchange);
  return tally.firstToken === undefined ? ["cut-short", `${closing} without a token`] : ["ok", ""];
}

function unended({ status, ending, body, closing }: Exchange): readonly [Outcome, string] {
  if (ending.kind === "timeout") return ["timeout", `no end after ${ending.afterMs} ms`];
  const text = ending.kind === "broken" ? ending.text : "";
  if (status === 0) return ["refused", text || "closed without an answer"];
  return ["cut-short", text || body || `no ${closing}`];
}
