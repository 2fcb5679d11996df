import { type ClientRequest, request as clear } from "node:http";
import { request as secure } from "node:https";
import { setTimeout as pause } from "node:timers/promises";

/** Where requests go; with a certificate, over TLS. */
export interface Door {
  readonly port: number;
  readonly ca?: string;
}

interface Work {
  readonly user: "interactive" | "batch";
  readonly key: string;
  readonly tokens: number;
}

/** Milliseconds to the first byte, or to the moment when it was refused or cut. */
interface Wait {
  readonly time: number;
  readonly isAnswered: boolean;
}

/** Sends one streaming request. */
function stream(door: Door, work: Work, open: Set<ClientRequest>): Promise<Wait> {
  const body = JSON.stringify({ model: "qwen3:4b", user: work.user, max_tokens: work.tokens });
  const options = {
    host: "127.0.0.1",
    port: door.port,
    method: "POST",
    path: "/v1/chat/completions",
    headers: { authorization: `Bearer ${work.key}`, "content-length": body.length },
    ...(door.ca && { ca: door.ca, servername: "localhost" }),
  };
  const began = performance.now();
  return new Promise((resolve) => {
    let first: number | undefined;
    const end = (): void =>
      resolve({ time: first ?? performance.now() - began, isAnswered: first !== undefined });
    const asked = (door.ca ? secure : clear)(options, (response) => {
      response.once("data", () => {
        if (response.statusCode === 200) first = performance.now() - began;
      });
      response.on("end", end).on("error", end);
    });
    open.add(asked);
    asked.on("close", () => open.delete(asked)).on("error", end);
    asked.end(body);
  });
}

/** One arm: people that come by the clock (Poisson), and batch clients that each ask again at once. */
export interface Arm {
  readonly door: Door;
  readonly keys: { readonly interactive: string; readonly batch: string };
  /** Interactive requests per second and their tokens. */
  readonly rate: number;
  readonly tokens: number;
  readonly batchClients: number;
  readonly batchTokens: number;
  readonly seconds: number;
}

/** How long every interactive request waited for its first byte; who waits in vain until the end waited that long. */
export async function climb(arm: Arm): Promise<readonly Wait[]> {
  const open = new Set<ClientRequest>();
  const until = performance.now() + arm.seconds * 1000;
  const batch = { user: "batch", key: arm.keys.batch, tokens: arm.batchTokens } as const;
  const flood = async (): Promise<void> => {
    while (performance.now() < until) if (!(await stream(arm.door, batch, open)).isAnswered) await pause(50);
  };
  const person = { user: "interactive", key: arm.keys.interactive, tokens: arm.tokens } as const;
  for (let client = 0; client < arm.batchClients; client += 1) void flood();
  const asked: Promise<Wait>[] = [];
  await pause(1000);
  while (performance.now() < until) {
    asked.push(stream(arm.door, person, open));
    await pause((-Math.log(1 - Math.random()) / arm.rate) * 1000);
  }
  await Promise.race([Promise.all(asked), pause(1000)]);
  for (const request of open) request.destroy();
  return Promise.all(asked);
}
