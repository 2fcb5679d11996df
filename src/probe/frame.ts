import { number, record } from "./json.ts";

/** What one event of an answer means for a measurement. */
export type Frame =
  | { readonly kind: "token" }
  | Usage
  | Told
  | { readonly kind: "fault"; readonly text: string }
  | { readonly kind: "done" };

/** The server's count of tokens. */
export interface Usage {
  readonly kind: "usage";
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** Prompt tokens that it did not read, because it remembered them; absent where it does not say. */
  readonly cachedTokens?: number;
}

/** The server's own measurement of the answer. */
export interface Told {
  readonly kind: "told";
  /** Its time to first token, ms. */
  readonly firstToken?: number;
  /** Tokens per second while it generated. */
  readonly rate?: number;
}

/** The server's times; nothing when it told none. */
export function told(times: { readonly firstToken: unknown; readonly rate: unknown }): readonly Told[] {
  const [firstToken, rate] = [number(times.firstToken), number(times.rate)];
  if (firstToken === undefined && rate === undefined) return [];
  return [
    { kind: "told", ...(firstToken !== undefined && { firstToken }), ...(rate !== undefined && { rate }) },
  ];
}

/** The server's counts; nothing when one of the two is missing. */
export function counted(counts: {
  readonly prompt: unknown;
  readonly output: unknown;
  readonly cached?: unknown;
}): readonly Usage[] {
  const [promptTokens, outputTokens] = [number(counts.prompt), number(counts.output)];
  if (promptTokens === undefined || outputTokens === undefined) return [];
  const cachedTokens = number(counts.cached);
  return [{ kind: "usage", promptTokens, outputTokens, ...(cachedTokens !== undefined && { cachedTokens }) }];
}

/** The words of an error object, in the shapes of OpenAI, Ollama and LM Studio. */
export function faultText(chunk: Readonly<Record<string, unknown>>): string {
  const error = record(chunk["error"]) ?? chunk;
  const text = error["message"] ?? error["error"];
  return typeof text === "string" ? text : "an error event";
}

export const NOT_JSON: readonly Frame[] = [{ kind: "fault", text: "a chunk that is not JSON" }];
export const TOKEN: Frame = { kind: "token" };
export const DONE: Frame = { kind: "done" };
