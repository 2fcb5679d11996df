import { afterEach } from "vitest";
import { judge } from "../../src/gates/judge.ts";
import { measure } from "../../src/load/measure.ts";
import type { Climb } from "../../src/model/climb.ts";
import { type Asked, type ChatServer, chatServer, type Play } from "../fakes/chat-server.ts";
import { rule } from "../gates/rules.ts";

const servers: ChatServer[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A chat server that ends with the test. */
export async function serve(
  script: (asked: Asked) => Play,
  tls?: { readonly key: string; readonly cert: string },
): Promise<ChatServer> {
  const server = await chatServer(script, tls);
  servers.push(server);
  return server;
}

/** The judgement over a climb by rules as the inventory writes them. */
export const judged = (climb: Climb, ...rules: readonly string[]) =>
  judge(climb, measure(climb), { rules: rules.map(rule) });
