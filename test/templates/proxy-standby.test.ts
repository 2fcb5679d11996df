import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { renderActScript } from "../../templates/host/act-script.ts";
import { eventually } from "../eventually.ts";
import { ask } from "./live/client.ts";
import { type RunningProxy, runProxyBelow } from "./live/running-proxy.ts";
import { ScriptedEngine } from "./live/scripted-engine.ts";
import { WISH } from "./wish.ts";

const engine = new ScriptedEngine();
const standby = new ScriptedEngine();
let proxy: RunningProxy;
let root: string;
let ports: readonly [own: number, second: number];

function running(): Promise<RunningProxy> {
  const engines = WISH.engines.map((one) => ({ ...one, standby: ports[1] }));
  return runProxyBelow(root, { ...WISH, engines }, ports);
}

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "espalier-standby-"));
  ports = [await engine.listen(), await standby.listen()];
  proxy = await running();
});
afterEach(async () => {
  await proxy.stop();
  await Promise.all([engine.close(), standby.close()]);
  for (const one of [engine, standby]) one.reset();
});

/** Calls a function of the act script as a step does. Resolves to its exit code and what it said. */
function act(...argv: readonly string[]): Promise<readonly [number | null, string]> {
  const { layout } = proxy.wish;
  mkdirSync(layout.home, { recursive: true });
  const script = renderActScript(layout, [{ kind: "run", operation: "", subject: "", why: "", argv }]);
  const child = spawn("dash", ["-c", script], { detached: true, env: { ...process.env } });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      said += String(chunk);
    });
  return new Promise((resolve) => child.on("close", (code) => resolve([code, said])));
}

/** How many requests each of the two has had since the last time. */
async function asked(): Promise<readonly [number, number]> {
  const before = [engine.seen.length, standby.seen.length] as const;
  expect(await ask(proxy)).toMatchObject({ status: 200 });
  return [engine.seen.length - before[0], standby.seen.length - before[1]];
}

const setup = (): string => join(proxy.wish.layout.standby, "ollama.cfg");

test("requests go to the engine, to its standby when that is told, and back", async () => {
  expect(await asked()).toEqual([1, 0]);
  expect((await act("serve_by_standby", "ollama"))[0]).toBe(0);
  expect(readFileSync(setup(), "utf8")).toBe(
    "global\n    setenv ESPALIER_ENGINE_ollama disabled\n    setenv ESPALIER_STANDBY_ollama enabled\n",
  );
  expect(await asked()).toEqual([0, 1]);
  expect(await proxy.page("/healthz")).toEqual([200, "ok"]);
  expect((await act("serve_by_engine", "ollama"))[0]).toBe(0);
  expect(existsSync(setup())).toBe(false);
  expect(await asked()).toEqual([1, 0]);
});

test("a stream that runs on the old side ends there, whole", async () => {
  let end = (): void => undefined;
  engine.script = (_, response) => {
    response.setHeader("content-type", "text/event-stream").write("data: one\n\n");
    end = () => response.end("data: [DONE]\n\n");
  };
  const streaming = ask(proxy);
  await eventually("the stream has begun", () => engine.active === 1);
  await act("serve_by_standby", "ollama");
  expect(await asked()).toEqual([0, 1]);
  end();
  expect((await streaming).text).toContain("[DONE]");
});

test("a standby is idle when its last stream has ended", async () => {
  await act("serve_by_standby", "ollama");
  let end = (): void => undefined;
  standby.script = (_, response) => {
    response.setHeader("content-type", "text/event-stream").write("data: one\n\n");
    end = () => response.end("data: [DONE]\n\n");
  };
  const streaming = ask(proxy);
  await eventually("the stream has begun", () => standby.active === 1);
  const waited = act("standby_is_idle", "ollama", "20");
  await eventually("the engine serves", async () =>
    /^engine-ollama,engine,.*,UP/m.test(await proxy.command("show stat")),
  );
  expect(await asked()).toEqual([1, 0]);
  end();
  expect((await streaming).text).toContain("[DONE]");
  expect(await waited).toEqual([0, expect.not.stringContaining("still")]);
});

test("a proxy that starts anew asks whoever served before", async () => {
  await act("serve_by_standby", "ollama");
  const text = readFileSync(setup(), "utf8");
  await proxy.stop();
  mkdirSync(join(root, "opt/espalier/state/standby"), { recursive: true });
  writeFileSync(setup(), text);
  proxy = await running();
  expect(await asked()).toEqual([0, 1]);
});

test("an engine that the proxy knows no second place of stays where it is", async () => {
  await proxy.stop();
  proxy = await runProxyBelow(root, WISH, ports);
  await act("serve_by_standby", "ollama");
  expect(await asked()).toEqual([1, 0]);
});
