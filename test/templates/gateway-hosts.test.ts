import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { answers } from "../../src/facts/fact.ts";
import { gatewayQuestions, parseGateway } from "../../src/facts/gateway.ts";
import { gatewayProbeQuestion, parseGatewayProbe } from "../../src/facts/gateway-probe.ts";
import { parseRequests } from "../../src/facts/proxy-log.ts";
import { digestOf } from "../../src/model/digest.ts";
import { renderFactsScript } from "../../templates/host/facts-script.ts";
import { type HostWord, renderGatewayWord } from "../../templates/host/gateway-word.ts";
import { eventually } from "../eventually.ts";
import { DIGEST } from "./gateway-wish.ts";
import { type Answer, ask, send } from "./live/client.ts";
import { LISTED, type LiveOrchard, liveOrchard } from "./live/orchard.ts";
import { sh } from "./live/shell.ts";
import { KEYS } from "./wish.ts";

let orchard: LiveOrchard;
/** Streams that engines hold open until the test says otherwise. */
const held: ServerResponse[] = [];

beforeAll(async () => {
  orchard = await liveOrchard();
});
afterAll(() => orchard?.stop());
beforeEach(() => orchard.reset());
afterEach(() => {
  for (const response of held.splice(0)) response.end();
});

const HOSTS = ["mac-01", "mac-02"] as const;
const hostOf = ({ headers }: Pick<Answer, "headers">): string => String(headers["x-espalier-host"]);
const isState = (host: string, state: string): Promise<true> =>
  eventually(`${host} is ${state}`, async () =>
    (await orchard.gateway.state("model-chat", host)).startsWith(state) ? true : undefined,
  );
const allUp = (): Promise<unknown> => Promise.all(HOSTS.map((host) => isState(host, "UP")));
const several = (count: number): Promise<readonly Answer[]> =>
  Promise.all(Array.from({ length: count }, () => ask(orchard.gateway)));

const hold = (): void => {
  for (const engine of orchard.engines)
    engine.script = (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).write("data: first\n\n");
      held.push(response);
    };
};

test("requests go to the host with the fewest", async () => {
  hold();
  const heads = Array.from({ length: 6 }, () => send(orchard.gateway, {}));
  for (const { head } of heads) (await head).resume();
  expect(orchard.engines.map(({ active }) => active)).toEqual([3, 3]);
});

describe("a long context", () => {
  const long = (conversation?: string): Promise<Answer> =>
    ask(orchard.gateway, {
      body: JSON.stringify({ model: "qwen3:4b", prompt: "a".repeat(40_000) }),
      headers: conversation === undefined ? {} : { "x-espalier-affinity": conversation },
    });

  test("goes where its conversation went before, and conversations spread", async () => {
    await allUp();
    const asked = Array.from({ length: 8 }, (_, index) => `conversation-${index}`);
    const first: string[] = [];
    for (const name of asked) first.push(hostOf(await long(name)));
    const again: string[] = [];
    for (const name of asked) again.push(hostOf(await long(name)));
    expect(again).toEqual(first);
    expect(new Set(first)).toEqual(new Set(HOSTS));
  });

  test("goes by its key when it names no conversation", async () => {
    const seen = [await long(), await long(), await long(), await long()].map(hostOf);
    expect(new Set(seen).size).toBe(1);
  });

  test("keeps the name of its conversation to the gateway", async () => {
    await long("mine");
    const headers = orchard.engines.flatMap(({ seen }) => seen.map((request) => request.headers));
    expect(headers.map((one) => one["x-espalier-affinity"])).toEqual([undefined]);
  });
});

describe("a host is taken out", () => {
  afterEach(allUp);

  test("when its name stands for another digest than the pinned one, and taken in again when it is", async () => {
    const [first] = orchard.engines;
    first.listed = { "qwen3:4b": "0".repeat(64) };
    await isState("mac-01", "DOWN");
    expect(new Set((await several(6)).map(hostOf))).toEqual(new Set(["mac-02"]));
    first.listed = LISTED;
    await isState("mac-01", "UP");
  });

  test("when it answers without a token, and taken in again when it generates", async () => {
    const [first] = orchard.engines;
    first.tokens = 0;
    await isState("mac-01", "DOWN");
    first.tokens = 1;
    await isState("mac-01", "UP");
  });

  test("no longer than its probe needs when its engine has started anew and holds nothing: nobody else has to ask it", async () => {
    const [first] = orchard.engines;
    first.script = (_, response) => response.destroy();
    first.resident = [];
    await eventually("the probe has brought the model back", () =>
      first.resident.includes(DIGEST) ? true : undefined,
    );
    await isState("mac-01", "UP");
  });

  test("when it is drained: nobody notices, also before the gateway knows", async () => {
    const { drainMap } = orchard.edges["mac-01"].wish.layout;
    const map = drainMap.replaceAll(" ", "\\ ");
    await orchard.edges["mac-01"].command(`set map ${map} all yes`);
    expect((await several(8)).map(({ status }) => status)).toEqual(Array(8).fill(200));
    await isState("mac-01", "DOWN");
    expect(new Set((await several(4)).map(hostOf))).toEqual(new Set(["mac-02"]));
    await orchard.edges["mac-01"].command(`set map ${map} all no`);
  });

  test("when its engine is dead: a request that had no byte yet is tried on another", async () => {
    const [first] = orchard.engines;
    first.script = (_, response) => response.destroy();
    expect((await several(8)).map(({ status }) => status)).toEqual(Array(8).fill(200));
  });

  test("and told so when no host is left: at once, with a time to come again", async () => {
    for (const engine of orchard.engines) engine.listed = {};
    await Promise.all(HOSTS.map((host) => isState(host, "DOWN")));
    expect(await ask(orchard.gateway)).toMatchObject({
      status: 503,
      code: "pool_unavailable",
      headers: { "retry-after": "5" },
    });
    expect(await orchard.gateway.page("/healthz")).toEqual([503, "no host"]);
    const log = parseRequests(await orchard.gateway.command("show events lanes"));
    expect(log.at(-1)).toMatchObject({ lane: "interactive", reason: "pool_unavailable" });
    for (const engine of orchard.engines) engine.listed = LISTED;
  });
});

test("it says by which key it probes, as a sum only, and nothing while it finds no host by it", async () => {
  const question = gatewayProbeQuestion(orchard.gateway.wish.layout);
  const asked = async () => {
    const { text } = await sh(renderFactsScript(orchard.gateway.wish.layout, [question]));
    expect(text).not.toContain(KEYS.chat);
    const answer = answers(text).get(question.name);
    return answer && parseGatewayProbe(answer);
  };
  await allUp();
  expect(await asked()).toBe(digestOf(KEYS.chat));
  for (const engine of orchard.engines) engine.listed = {};
  await Promise.all(HOSTS.map((host) => isState(host, "DOWN")));
  expect(await asked()).toBeUndefined();
  for (const engine of orchard.engines) engine.listed = LISTED;
  await allUp();
});

describe("a gateway that is told of a host", () => {
  /** What it says, when its probes get a second instead of fifteen. */
  const told = async (host: string, word: HostWord): Promise<string> => {
    const script = renderGatewayWord(orchard.gateway.wish.layout, host, word).replace(/ 15$/, " 1");
    const { exit, text } = await sh(script);
    expect(exit, text).toBe(0);
    return text.trim();
  };
  const tell = async (word: HostWord): Promise<void> => void (await told("mac-01", word));
  const long = { body: JSON.stringify({ model: "qwen3:4b", prompt: "a".repeat(40_000) }) };
  afterEach(async () => {
    await tell("ready");
    await allUp();
  });

  test("sends it nothing new, short or long, and lets its streams end", async () => {
    await allUp();
    hold();
    const streams = Array.from({ length: 4 }, () => send(orchard.gateway, {}));
    const heads = await Promise.all(streams.map(({ head }) => head));
    await tell("drain");
    orchard.reset();
    const later = [...(await several(6)), await ask(orchard.gateway, long)];
    expect(new Set(later.map(hostOf))).toEqual(new Set(["mac-02"]));
    const ends = heads.map(async (response) => {
      let text = "";
      for await (const chunk of response) text += String(chunk);
      return `${hostOf(response)} ${text}`;
    });
    for (const response of held.splice(0)) response.end("data: [DONE]\n\n");
    expect((await Promise.all(ends)).sort((a, b) => a.localeCompare(b))).toEqual(
      ["mac-01", "mac-01", "mac-02", "mac-02"].map((host) => `${host} data: first\n\ndata: [DONE]\n\n`),
    );
  });

  test("says nothing of one that its probe finds well", async () => {
    await allUp();
    expect([await told("mac-01", "drain"), await told("mac-01", "ready")]).toEqual(["", ""]);
  });

  test("says what the probe of one that is open came to when it fails", async () => {
    const [first] = orchard.engines;
    first.listed = {};
    await isState("mac-01", "DOWN");
    const said = await told("mac-01", "ready");
    first.listed = LISTED;
    expect(said).toMatch(/^model-chat DOWN \(Layer7 .*\)$/);
  });

  test("says so when it has no such host", async () => {
    expect(await told("mac-99", "ready")).toBe("absent");
  });

  test("knows it as drained, also when its probe fails", async () => {
    const [first] = orchard.engines;
    await tell("drain");
    first.listed = {};
    const { layout, gateway } = orchard.gateway.wish;
    const interest = { layout, release: "0".repeat(12), metricsPort: gateway.metricsPort, files: [] };
    const questions = gatewayQuestions(interest).filter(({ name }) => name === "servers");
    const known = await eventually("its probe has failed", async () => {
      const { text } = await sh(renderFactsScript(layout, questions));
      return parseGateway(interest, text).servers.find(
        ({ host, check }) => host === "mac-01" && check === "L7RSP",
      );
    });
    first.listed = LISTED;
    expect(known.state).toBe("DRAIN");
  });

  const crash = async (meanwhile: () => Promise<void> = async () => undefined): Promise<void> => {
    await orchard.gateway.kill();
    await meanwhile();
    await orchard.gateway.start();
  };

  test("keeps it out when its proxy dies and is started anew", async () => {
    await tell("drain");
    await crash();
    const answers = [...(await several(8)), await ask(orchard.gateway, long)];
    expect(answers.map(({ status }) => status)).toEqual(Array(9).fill(200));
    expect(new Set(answers.map(hostOf))).toEqual(new Set(["mac-02"]));
    await isState("mac-01", "DRAIN");
    expect(new Set((await several(8)).map(hostOf))).toEqual(new Set(["mac-02"]));
  });

  test("follows the word that comes while its proxy is down", async () => {
    await tell("drain");
    await told("mac-02", "drain");
    await crash(() => tell("ready"));
    await isState("mac-01", "UP");
    await isState("mac-02", "DRAIN");
    await told("mac-02", "ready");
  }, 40_000);

  test("hears the word that comes when it has read the file and does not listen yet", async () => {
    const script = renderGatewayWord(orchard.gateway.wish.layout, "mac-01", "drain");
    await orchard.gateway.kill();
    const word = sh(script.replace(/^ {2}remember_hosts$/m, "  :"));
    await orchard.gateway.start();
    expect(await word).toEqual({ exit: 0, text: "" });
    expect(await orchard.gateway.state("model-chat", "mac-01")).toBe("DRAIN");
  });

  test("knows it after a reload as well, at the port that the new configuration gives it", async () => {
    const file = join(orchard.gateway.wish.layout.current, "haproxy.cfg");
    const text = readFileSync(file, "utf8");
    onTestFinished(() => writeFileSync(file, text));
    writeFileSync(file, text.replaceAll(/(server mac-01 127[.]0[.]0[.]1:)\d+/g, "$11"));
    await tell("drain");
    writeFileSync(file, text);
    await told("mac-02", "ready");
    await orchard.gateway.reload();
    expect(new Set((await several(8)).map(hostOf))).toEqual(new Set(["mac-02"]));
    await isState("mac-01", "DRAIN");
  });

  test("sends it requests again", async () => {
    await tell("drain");
    await tell("ready");
    await allUp();
    await eventually("mac-01 is asked", async () =>
      (await several(4)).map(hostOf).includes("mac-01") ? true : undefined,
    );
  });
});

/** How often each host went down in its group so far. */
async function fallen(): Promise<readonly string[]> {
  const [head = "", ...lines] = (await orchard.gateway.command("show stat")).split("\n");
  const column = head.split(",").indexOf("chkdown");
  return lines.filter((line) => /^model-chat,mac-/.test(line)).map((line) => line.split(",")[column] ?? "");
}

test("a client that provokes errors takes no host out", async () => {
  await allUp();
  const before = await fallen();
  for (const engine of orchard.engines) engine.script = (_, response) => void response.writeHead(500).end();
  for (let round = 0; round < 5; round += 1)
    expect((await several(30)).map(({ status }) => status)).toEqual(Array(30).fill(500));
  expect(before).toHaveLength(HOSTS.length);
  expect(await fallen()).toEqual(before);
});

test("a stream that breaks after its first byte is cut, and asked of nobody else", async () => {
  for (const engine of orchard.engines)
    engine.script = (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).write("data: first\n\n");
      setTimeout(() => response.destroy(), 50);
    };
  const response = await send(orchard.gateway, {}).head;
  const read = async (): Promise<void> => {
    for await (const _ of response);
  };
  await expect(read()).rejects.toThrow("aborted");
  expect(orchard.engines.reduce((sum, { seen }) => sum + seen.length, 0)).toBe(1);
});

test("a client that goes away frees its slot behind both proxies", async () => {
  hold();
  const { request, head } = send(orchard.gateway, {});
  request.on("error", () => undefined);
  (await head).once("error", () => undefined);
  request.destroy();
  await eventually("the engines are idle", () =>
    orchard.engines.every(({ active }) => active === 0) ? true : undefined,
  );
});

test("a new build takes over by a reload, and the stream that runs goes on", async () => {
  await allUp();
  hold();
  const response = await send(orchard.gateway, {}).head;
  const { build, reload } = orchard.gateway;
  renameSync(join(build, "haproxy"), join(build, "before"));
  const script = `#!/bin/sh\n: >"${build}/used"\nexec "${build}/before" "$@"\n`;
  writeFileSync(join(build, "haproxy"), script, { mode: 0o755 });
  await reload();
  expect(existsSync(join(build, "used"))).toBe(true);
  orchard.reset();
  expect((await several(4)).map(({ status }) => status)).toEqual(Array(4).fill(200));
  for (const stream of held.splice(0)) stream.end("data: [DONE]\n\n");
  let text = "";
  for await (const chunk of response) text += String(chunk);
  expect(text).toBe("data: first\n\ndata: [DONE]\n\n");
});
