import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "./live/client.ts";
import { eventually } from "./live/eventually.ts";
import { type RunningProxy, runProxy } from "./live/running-proxy.ts";
import { ScriptedEngine } from "./live/scripted-engine.ts";
import { KEYS, WISH } from "./wish.ts";

const engine = new ScriptedEngine();
let proxy: RunningProxy;

/** Two slots behind lanes that may run four streams together. */
beforeAll(async () => {
  const port = await engine.listen();
  proxy = await runProxy({ ...WISH, engines: WISH.engines.map((one) => ({ ...one, slots: 2 })) }, port);
});
afterAll(async () => {
  await proxy?.stop();
  await engine.close();
});

const waitingForSlots = async (): Promise<number> => {
  const rows = (await proxy.command("show stat -1 2 -1")).split("\n");
  return Number(rows.find((row) => row.startsWith("engine-ollama,BACKEND,"))?.split(",")[2]);
};

test("lanes that promise more than the slots wait in the proxy, never in the engine", async () => {
  const held: ServerResponse[] = [];
  engine.script = (_, response) => void held.push(response);
  const answers = [KEYS.chat, KEYS.chat, KEYS.chat, KEYS.batch].map((key) => ask(proxy, { key }));
  await eventually("two wait for slots", async () =>
    held.length === 2 && (await waitingForSlots()) === 2 ? true : undefined,
  );
  engine.script = (_, response) => response.end("{}");
  for (const response of held) response.end("{}");
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect([held.length, engine.peak]).toEqual([2, 2]);
});
