import type { SseEvent } from "./sse.ts";

/** What one event of a chat completion stream means for a measurement; one event may mean several things. */
export type Frame =
  | { readonly kind: "token" }
  | { readonly kind: "usage"; readonly promptTokens: number; readonly outputTokens: number }
  | { readonly kind: "fault"; readonly text: string }
  | { readonly kind: "done" };

type Json = Readonly<Record<string, unknown>>;

/** Reads an event. A chunk that holds only a role, an empty delta or a finish reason means nothing. */
export function frames(event: SseEvent): readonly Frame[] {
  if (event.data === "[DONE]") return [{ kind: "done" }];
  const chunk = json(event.data);
  if (chunk === undefined) return [{ kind: "fault", text: "a chunk that is not JSON" }];
  if (event.name === "error" || chunk["error"]) return [{ kind: "fault", text: faultText(chunk) }];
  return [...(hasToken(chunk) ? [{ kind: "token" } as const] : []), ...usage(chunk)];
}

/** The words of an error object, in the shapes of OpenAI and of Ollama. */
export function faultText(chunk: Json): string {
  const error = record(chunk["error"]) ?? chunk;
  const text = error["message"] ?? error["error"];
  return typeof text === "string" ? text : "an error event";
}

/** The object in a text; `undefined` when it holds none. */
export function json(text: string): Json | undefined {
  try {
    return record(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Where engines put what the model says or thinks. */
const SPOKEN = ["content", "reasoning_content", "reasoning"];

function hasToken(chunk: Json): boolean {
  return list(chunk["choices"]).some((choice) => {
    const delta = record(record(choice)?.["delta"]);
    if (delta === undefined) return false;
    const spoken = SPOKEN.some((name) => typeof delta[name] === "string" && delta[name] !== "");
    return spoken || list(delta["tool_calls"]).length > 0;
  });
}

function usage(chunk: Json): readonly Frame[] {
  const counts = record(chunk["usage"]);
  const [promptTokens, outputTokens] = [counts?.["prompt_tokens"], counts?.["completion_tokens"]];
  if (typeof promptTokens !== "number" || typeof outputTokens !== "number") return [];
  return [{ kind: "usage", promptTokens, outputTokens }];
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const record = (value: unknown): Json | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
