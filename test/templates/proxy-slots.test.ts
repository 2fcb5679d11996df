import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "../eventually.ts";
import { ask } from "./live/client.ts";
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

test("the slot that becomes free goes to the lane that comes first, not to who came first", async () => {
  engine.reset();
  const turns: { name: string; end: () => void }[] = [];
  engine.script = ({ body }, response) =>
    void turns.push({ name: JSON.parse(body).user, end: () => response.end("{}") });
  const say = (user: string, key: string) =>
    ask(proxy, { key, body: JSON.stringify({ model: "qwen3:4b", user }) });
  const running = [say("runs", KEYS.chat), say("runs", KEYS.chat)];
  await eventually("both slots are taken", () => (turns.length === 2 ? true : undefined));
  const late = say("batch", KEYS.batch);
  await eventually("batch waits", async () => ((await waitingForSlots()) === 1 ? true : undefined));
  const soon = say("interactive", KEYS.chat);
  await eventually("both wait", async () => ((await waitingForSlots()) === 2 ? true : undefined));
  turns[0]?.end();
  await eventually("the slot has its next request", () => (turns.length === 3 ? true : undefined));
  expect(turns[2]?.name).toBe("interactive");
  for (const turn of turns) turn.end();
  await eventually("batch has its turn", () => (turns.length === 4 ? true : undefined));
  turns[3]?.end();
  await Promise.all([...running, late, soon]);
});
