import type { IncomingMessage, ServerResponse } from "node:http";
import type { Engine } from "./engine.ts";
import { Problem } from "./problem.ts";

/** One request on its way through the engine. */
export interface Exchange {
  readonly engine: Engine;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
}

export type Route = (exchange: Exchange) => Promise<void> | void;
/** Path -> method -> route. */
export type Routes = Readonly<Record<string, Readonly<Record<string, Route>>>>;

/** The JSON object a client sent. Throws a 400 Problem. */
export async function objectOf(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  if (parts.length === 0) throw new Problem(400, "missing request body");
  try {
    const value: unknown = JSON.parse(Buffer.concat(parts).toString("utf8"));
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw new Problem(400, "invalid character in request body");
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(value));
}

export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
