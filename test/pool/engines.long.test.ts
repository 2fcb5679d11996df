import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parse } from "yaml";
import type { SimulatedHost } from "../../simulator/pool.ts";
import type { HostAudit } from "../../src/model/audit.ts";
import { eventually } from "../eventually.ts";
import { onHost } from "../simulator/shell.ts";
import { chat, keyOf, ollamaModel, vector } from "./gateway.ts";
import { type Orchard, orchard } from "./orchard.ts";
import { deeds, hostEnd, reportFolder } from "./program.ts";
import { expectServing, specOf } from "./standing.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let grove: Orchard;
let host: SimulatedHost;

/** Each engine of the host, and what clients call its model. */
const ENGINES = [
  ["ollama", "chat"],
  ["coder", "code"],
  ["vectors", "embed"],
  ["drafts", "draft"],
  ["studio", "notes"],
] as const;

beforeAll(async () => {
  grove = await orchard({ hosts: 1, engines: "mixed" });
  host = grove.host("mac-01");
  await grove.pinned();
  expect((await grove.espalier("apply", "orchard")).exit).toBe(0);
});
afterAll(() => grove.stop());

const clientName = (model: string): string => (model === "chat" ? ollamaModel(grove.pool) : model);

/** Models that give vectors: one of llama-server, one of LM Studio beside a model that generates. */
const EMBEDDERS = ["embed", "index"];

/** True when a token of the model comes through the gateway, or the vector of one that embeds. */
const generates = async (model: string): Promise<boolean> => {
  if (EMBEDDERS.includes(model)) return (await vector(grove.pool, host, model)).status === 200;
  const wish = { key: keyOf(grove.pool, "web-1"), tokens: 1, model: clientName(model) };
  return (await chat(grove.pool, host, wish).answered).status === 200;
};

const differing = async (...options: readonly string[]): Promise<readonly string[]> => {
  const ended = await grove.espalier("audit", "orchard", ...options);
  const hosts = ended.lines.find(({ kind }) => kind === "audit")?.["hosts"] as readonly HostAudit[];
  return hosts.flatMap(({ lines }) => lines.flatMap(({ agrees, field }) => (agrees ? [] : [field])));
};

const launched = async (label: string, field: "pid" | "runs"): Promise<string | undefined> => {
  const { out } = await onHost(host, `launchctl print system/com.espalier.${label}`);
  return new RegExp(`^\\t${field} = (\\d+)$`, "m").exec(out)?.[1];
};

test("a host with one engine of each kind converges, and every model answers under its name", async () => {
  expect(deeds(await grove.espalier("apply", "orchard"))).toEqual([]);
  expect(await differing()).toEqual([]);
  for (const model of [...ENGINES.map(([, model]) => model), "index"])
    expect([model, await generates(model)]).toEqual([model, true]);
});

describe("an engine that is killed", () => {
  test.each(ENGINES)("%s is started again by launchd and generates", async (engine, model) => {
    const before = await launched(engine, "runs");
    await onHost(host, `sudo -n launchctl kill SIGKILL system/com.espalier.${engine}`);
    await eventually(`${engine} runs again`, async () => (await launched(engine, "runs")) !== before);
    await eventually(`${model} generates`, () => generates(model), 30_000);
  });

  test("behind the wrapper of LM Studio is seen by it, and comes up anew", async () => {
    const daemon = (): string =>
      readFileSync(join(host.root, "opt/espalier/state/studio/.lmstudio/espalier-pid"), "utf8");
    const before = daemon();
    process.kill(Number(before), "SIGKILL");
    await eventually("another daemon runs", () => daemon() !== before, 30_000);
    await eventually("notes generates", () => generates("notes"), 30_000);
  });

  test("and does not come up is named by audit, each by itself, until it is mended", async () => {
    await grove.strike("mac-01", "crash-loop");
    const dead = ENGINES.flatMap(([name]) => [`engine ${name}`, `service com.espalier.${name}`]);
    await eventually("audit names all of them", async () => {
      const seen = await differing();
      return dead.filter((field) => field.startsWith("engine")).every((field) => seen.includes(field));
    });
    expect((await grove.espalier("status", "orchard")).exit).toBe(2);
    await grove.clear("mac-01", "crash-loop");
    expect((await grove.espalier("apply", "orchard")).exit).toBe(0);
    expect(await differing()).toEqual([]);
  });
});

test("a model that is computed in part on the CPU is named, and no release counts as up with it", async () => {
  await grove.strike("mac-01", "cpu-fallback");
  expect(await differing()).toEqual(["memory of library/qwen3:4b"]);
  const refused = await grove.espalier("apply", "orchard");
  expect([refused.exit, hostEnd(refused, "mac-01").note]).toEqual([
    1,
    expect.stringContaining("only in part on the GPU"),
  ]);
  await grove.clear("mac-01", "cpu-fallback");
  expect((await grove.espalier("apply", "orchard")).exit).toBe(0);
});

describe("a file of a model in which one byte is another one", () => {
  test("has its size and its name, so audit has to read its bytes", async () => {
    await grove.strike("mac-01", "blob-rot");
    expect(await differing()).toEqual([]);
    const seen = await differing("--bytes");
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.every((field) => /^bytes of (qwen|mlx-community)/.test(field))).toBe(true);
  });

  test("is fetched anew, and the engines that may have read it start anew; nothing else does", async () => {
    const pids = async () => Promise.all(ENGINES.map(([name]) => launched(name, "pid")));
    const before = await pids();
    const plan = await grove.espalier("plan", "orchard", "--bytes");
    expect(plan.exit).toBe(2);
    const ended = await grove.espalier("apply", "orchard", "--bytes");
    expect(ended.exit).toBe(0);
    expect(await differing("--bytes")).toEqual([]);
    const after = await pids();
    const restarted = ENGINES.filter((_, index) => before[index] !== after[index]).map(([name]) => name);
    expect(restarted).toEqual(["coder", "studio"]);
    await grove.clear("mac-01", "blob-rot");
  });
});

test("another context for every engine is rolled out, and rollback brings the old one back to all of them", async () => {
  const older = await specOf(grove, host);
  await grove.pinned(...ENGINES.map(([name]) => [["engines", name, "contextLength"], 2048] as const));
  expect((await grove.espalier("apply", "orchard")).exit).toBe(0);
  const newer = await specOf(grove, host);
  await expectServing(host, newer);
  expect(await contexts()).toEqual({ coder: [2048], vectors: [2048], studio: [2048, 2048] });
  expect((await grove.espalier("rollback", "orchard", "--on", "mac-01")).exit).toBe(0);
  await expectServing(host, older);
  expect(await contexts()).toEqual({ coder: [4096], vectors: [2048], studio: [4096, 4096] });
});

test.each(EMBEDDERS)("%s is climbed by its vectors", async (model) => {
  await grove.pinned(
    [["ladder", "model"], model],
    [["ladder", "workload"], { name: "embed", context: 1024 }],
  );
  const ended = await grove.espalier("apply", "orchard");
  expect(ended.exit).toBe(0);
  const samples = readFileSync(join(reportFolder(ended), "samples.csv"), "utf8");
  expect(samples.match(/,ok,200,[^,]*,[^,]*,embed,/g)?.length).toBeGreaterThan(20);
});

interface Described {
  readonly engines: Readonly<Record<string, unknown>>;
  readonly lanes: Readonly<Record<string, { readonly models: readonly string[] }>>;
  readonly hosts: {
    readonly "mac-01": {
      readonly engines: readonly string[];
      readonly models: readonly string[];
      readonly ports: Readonly<Record<string, number>>;
    };
  };
}

describe("an engine that leaves its host", () => {
  const jobs = (): readonly string[] => readdirSync(join(host.root, "Library/LaunchDaemons"));
  const described = () =>
    parse(readFileSync(join(grove.pool.inventory, "pools/orchard.yaml"), "utf8")) as Described;

  test("under another name gives its port to the one that comes", async () => {
    const { engines, hosts } = described();
    const { drafts: port, ...ports } = hosts["mac-01"].ports;
    await grove.pinned(
      [["engines", "sketches"], engines["drafts"]],
      [["engines", "drafts"], undefined],
      [["models", "draft", "engine"], "sketches"],
      [
        ["hosts", "mac-01", "engines"],
        hosts["mac-01"].engines.map((one) => one.replace("drafts", "sketches")),
      ],
      [["hosts", "mac-01", "ports"], { ...ports, sketches: port }],
    );
    expect((await grove.espalier("apply", "orchard")).exit).toBe(0);
    expect(await generates("draft")).toBe(true);
    expect(jobs()).not.toContain("com.espalier.drafts.plist");
    expect(await differing()).toEqual([]);
  });

  test("for good is ended, and rollback brings it back", async () => {
    const { hosts, lanes } = described();
    const { engines, models, ports } = hosts["mac-01"];
    const { sketches: _, ...otherPorts } = ports;
    const without = (list: readonly string[], gone: string) => list.filter((one) => one !== gone);
    await grove.pinned(
      [["hosts", "mac-01", "engines"], without(engines, "sketches")],
      [["hosts", "mac-01", "models"], without(models, "draft")],
      [["hosts", "mac-01", "ports"], otherPorts],
      ...Object.entries(lanes).map(
        ([lane, { models }]) => [["lanes", lane, "models"], without(models, "draft")] as const,
      ),
      [["models", "draft"], undefined],
      [["engines", "sketches"], undefined],
    );
    expect((await grove.espalier("apply", "orchard")).exit).toBe(0);
    expect(jobs()).not.toContain("com.espalier.sketches.plist");
    expect((await grove.espalier("rollback", "orchard", "--on", "mac-01")).exit).toBe(0);
    expect(jobs()).toContain("com.espalier.sketches.plist");
    expect((await grove.espalier("apply", "orchard")).exit).toBe(0);
  });

  test("and is in the place of one of ours is named before anything is done", async () => {
    await onHost(host, "sudo -n launchctl bootout system/com.espalier.coder");
    const stranger = createServer((_, response) => response.end("{}"));
    await once(stranger.listen(host.enginePorts["coder"], "127.0.0.1"), "listening");
    const ended = await grove.espalier("apply", "orchard");
    expect(hostEnd(ended, "mac-01")).toEqual({
      outcome: "untouched",
      note: expect.stringContaining("a program that is no job of Espalier answers on port"),
    });
    stranger.close();
    expect((await grove.espalier("apply", "orchard")).exit).toBe(0);
  });
});

/** Tokens per slot of everything that is loaded, by the engines that tell them. */
async function contexts(): Promise<Readonly<Record<string, unknown>>> {
  const page = async (engine: string, path: string): Promise<string> =>
    (await fetch(`http://127.0.0.1:${host.enginePorts[engine]}${path}`)).text();
  const told = (text: string, field: string): readonly number[] =>
    [...text.matchAll(new RegExp(`"${field}":(\\d+)`, "g"))].map(([, tokens]) => Number(tokens));
  return {
    coder: told(await page("coder", "/props"), "n_ctx"),
    vectors: told(await page("vectors", "/props"), "n_ctx"),
    studio: told(await page("studio", "/api/v1/models"), "context_length"),
  };
}
