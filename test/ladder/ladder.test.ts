import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { freePorts } from "../../simulator/ports.ts";
import type { Check } from "../../src/model/audit.ts";
import { type Web, web } from "../fakes/web.ts";
import { Desk, type Ended } from "./espalier.ts";
import { type Laptop, laptop } from "./laptop.ts";

vi.setConfig({ testTimeout: 60_000 });

const SHORT = ["--prompt-tokens", "40", "--output-tokens", "2"];

let desk: Desk;
let wide: Laptop;
let narrow: Laptop;
let crowded: Laptop;
beforeAll(async () => {
  wide = await laptop(["qwen3:4b"], 4);
  narrow = await laptop(["qwen3:4b"], 1);
  crowded = await laptop(["qwen3:4b", "llama3.2:latest"], 4);
});
afterAll(() => Promise.all([wide, narrow, crowded].map((one) => one.stop())));
beforeEach(() => {
  desk = new Desk();
});
afterEach(() => desk.leave());

const ladder = (url: string, ...argv: readonly string[]): Promise<Ended> => ladderOf(url, ...SHORT, ...argv);

const ladderOf = (url: string, ...argv: readonly string[]): Promise<Ended> =>
  desk.espalier(["ladder", "--url", url, ...argv]);

const last = ({ lines }: Ended) => lines.at(-1);
const kinds = ({ lines }: Ended): readonly string[] => lines.map(({ kind }) => kind);
const advice = (ended: Ended): string => ((last(ended)?.["advice"] ?? []) as readonly string[]).join(" ");

describe("a climb on a laptop", () => {
  // A machine that is busy with something else makes it unproven, and rightly so: then it climbs again.
  test("that carries its streams passes, tells each rung, and leaves a report that judges itself again and equals itself", {
    retry: 2,
  }, async () => {
    const ended = await ladder(wide.url, "--rungs", "1,2", "--prompt-tokens", "100");
    expect(ended).toMatchObject({ exit: 0, stderr: "" });
    expect(kinds(ended).filter((kind) => kind === "rung-ended")).toHaveLength(2);
    expect(last(ended)).toMatchObject({ kind: "ladder", verdict: "pass", exit: 0 });
    expect(advice(ended)).toMatch(/^No knee up to 2 streams: .* --rungs 1,2,4\./);
    const run = desk.runs.at(-1) ?? "";
    expect(readdirSync(run)).toEqual(
      expect.arrayContaining(["index.html", "report.md", "result.json", "samples.csv"]),
    );
    expect(readFileSync(join(run, "index.html"), "utf8")).toContain("This report is not signed");
    const { lines, exit } = await desk.espalier(["verify", run]);
    const checks = lines[0]?.["checks"] as readonly Check[];
    expect(exit).toBe(4);
    expect(checks.filter(({ verdict }) => verdict !== "pass")).toMatchObject([
      { name: "signature", verdict: "unproven", saw: expect.stringContaining("nobody vouches") },
    ]);
    expect(checks.map(({ name }) => name)).toContainEqual(expect.stringContaining("verdict judged again"));
    const self = await desk.espalier(["compare", run, `laptop@${basename(run)}`]);
    expect(self).toMatchObject({ exit: 0, lines: [{ kind: "contrast", word: "no difference seen" }] });
  });

  test("with one slot finds the knee and fails; where the machine was busy it says so, and is unproven", async () => {
    const ended = await ladder(narrow.url, "--rungs", "1,4", "--requests", "80", "--output-tokens", "32");
    const isSure = !advice(ended).includes("Doubt it: ");
    const [verdict, exit] = isSure ? ["fail", 3] : ["unproven", 4];
    expect(ended.exit).toBe(exit);
    expect(last(ended)).toMatchObject({ verdict, exit, ...(isSure && { knee: 1 }) });
    const capped = /^Cap at 1 stream: at 4, TTFT p95 is \d+\.\d times that of one stream\./;
    expect(advice(ended)).toMatch(isSure ? capped : /^No cap is recommended/);
  });

  test("with too few requests is unproven and calls its advice a hint", async () => {
    const ended = await ladder(wide.url, "--rungs", "1,2", "--requests", "12");
    expect(ended.exit).toBe(4);
    expect(last(ended)).toMatchObject({ verdict: "unproven" });
    expect(advice(ended)).toMatch(/This is a hint only: a p95 needs 72 requests, 1 stream had \d+\./);
  });

  test("says which signals could not be read, and asks no rule about them", async () => {
    const ended = await ladder(wide.url, "--rungs", "1", "--requests", "2");
    const { rules } = JSON.parse(readFileSync(join(desk.runs[0] ?? "", "result.json"), "utf8"));
    const isBlind = /Not read on this machine: [^.]*swap/.test(advice(ended));
    expect(rules.includes("swap.growth <= 2 GiB")).toBe(!isBlind);
    expect(advice(ended).includes("not asked: swap.growth <= 2 GiB")).toBe(isBlind);
  });

  test("takes the model in memory where nobody can be asked", async () => {
    await fetch(`${crowded.url}/api/generate`, { method: "POST", body: '{"model":"llama3.2"}' });
    const ended = await ladder(crowded.url, "--rungs", "1", "--requests", "2");
    expect(ended.lines[0]).toMatchObject({ kind: "run-started", waves: [{ name: "llama3.2:latest" }] });
    await fetch(`${crowded.url}/api/generate`, {
      method: "POST",
      body: '{"model":"llama3.2","keep_alive":0}',
    });
  });

  test("keeps the key out of everything it writes", async () => {
    writeFileSync(join(desk.folder, "key"), "sesame-open-now\n");
    const { exit } = await ladder(wide.url, "--rungs", "1", "--requests", "2", "--key", "file:key");
    expect(exit).toBe(0);
    const [run = ""] = desk.runs;
    const files = readdirSync(run, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    expect(files.length).toBeGreaterThan(8);
    for (const { parentPath, name } of files)
      expect(readFileSync(join(parentPath, name), "utf8"), name).not.toContain("sesame");
  });

  test("behind a tunnel claims nothing about this machine", async () => {
    desk.program("lsof", "printf 'p77\\ncssh\\nf5\\n'");
    const ended = await ladder(wide.url, "--rungs", "1", "--requests", "2");
    expect(advice(ended)).toContain(
      "The port is held by ssh, so the engine may run elsewhere. Not read: the engine",
    );
    const [run = ""] = desk.runs;
    const signals = readFileSync(
      join(run, "hosts", readdirSync(join(run, "hosts"))[0] ?? "", "signals.csv"),
      "utf8",
    );
    const rows = signals.trim().split("\n").slice(1);
    expect(rows.length).toBeGreaterThan(1);
    for (const row of rows) expect(row).toMatch(/^[^,]+,[\d.]+,1,{20,}[\d.]*,[\d.]*,2?$/);
    expect([rows[0], rows.at(-1)].map((row) => row?.split(",").at(-1))).toEqual(["", "2"]);
  });

  test("stopped by hand leaves no program behind and proves nothing", async () => {
    const ended = await desk.espalier(["ladder", "--url", narrow.url], (line, child) => {
      if (line.kind === "step-started") child.kill("SIGINT");
    });
    expect(ended.exit).toBe(1);
    expect(last(ended)).toMatchObject({ kind: "failure", code: "climb-interrupted" });
    expect(desk.leftovers).toEqual([]);
    expect(readdirSync(desk.runs[0] ?? "")).not.toContain("result.json");
  });

  test("whose reader leaves, as `head` does, ends with an error, leaves no program behind and proves nothing", async () => {
    const ended = await desk.espalier(["ladder", "--url", narrow.url], (line, child) => {
      if (line.kind === "step-started") child.stdout?.destroy();
    });
    expect(ended).toMatchObject({ exit: 1, stderr: expect.stringMatching(/before .*done/) });
    await vi.waitFor(() => expect(desk.leftovers).toEqual([]), 30_000);
    expect(readdirSync(desk.runs[0] ?? "")).not.toContain("result.json");
  });
});

test.each<[string, readonly string[], number]>([
  ["what is done when its reader has left is done", ["--help"], 0],
  ["a verb that is done without saying how is done", ["baseline", "list"], 0],
  ["what failed when its reader has left has failed", ["verify", "/nonexist"], 64],
])("%s", async (_, argv, exit) => {
  expect(await desk.unread(argv)).toEqual({ exit, stderr: "" });
});

describe("what cannot be climbed ends with a failure and no report:", () => {
  const failed = async (ended: Promise<Ended>, failure: object): Promise<void> => {
    const { exit, lines } = await ended;
    expect(lines).toEqual([expect.objectContaining({ kind: "failure", exit, ...failure })]);
    expect(desk.runs).toEqual([]);
  };

  test.each<[string, readonly string[], object]>([
    [
      "another machine",
      ["--url", "http://10.0.7.11:11434"],
      { code: "server-remote", hint: expect.stringContaining("ssh -N -L") },
    ],
    ["no URL at all", ["--url", "localhost:11434"], { code: "server-remote" }],
    [
      "rungs that do not begin with one stream",
      ["--rungs", "2,4"],
      { code: "option-invalid", subject: "--rungs 2,4" },
    ],
    ["rungs that fall", ["--rungs", "1,4,2"], { code: "option-invalid" }],
    ["no requests", ["--requests", "0"], { code: "option-invalid" }],
    [
      "a text for prompts that is not there",
      ["--corpus", "/nonexist/notes.txt"],
      { code: "corpus-missing", subject: "--corpus", saw: "there is no /nonexist/notes.txt" },
    ],
    [
      "a key instead of its reference, which is not told back",
      ["--key", "sesame"],
      { code: "option-invalid", subject: "--key" },
    ],
  ])("%s (64)", async (_, argv, failure) => {
    await failed(desk.espalier(["ladder", ...argv]), { ...failure, exit: 64 });
  });

  test("two models, none in memory, and nobody to ask", async () => {
    await failed(ladder(crowded.url, "--yes"), {
      code: "model-undecided",
      exit: 64,
      hint: expect.stringMatching(/qwen3:4b.*llama3\.2|llama3\.2.*qwen3:4b/),
    });
  });

  test("a model that is not there", () =>
    failed(ladder(wide.url, "--model", "gemma3"), {
      code: "model-missing",
      exit: 1,
      hint: "choose one of: qwen3:4b",
    }));

  test("a model for vectors that is not there", () =>
    failed(ladderOf(crowded.url, "--workload", "mixed", "--model", "llama3.2", "--embed-model", "nope"), {
      code: "model-missing",
      exit: 1,
      subject: "--embed-model nope",
    }));

  test("no model at all", async () => {
    const empty = await laptop([]);
    await failed(ladder(empty.url), { code: "models-missing", exit: 1 });
    await empty.stop();
  });

  test("nobody at the address", async () => {
    const [port] = await freePorts(1);
    await failed(ladder(`http://127.0.0.1:${port}`), { code: "server-silent", exit: 1 });
  });

  test.each<[string, (path: string) => number, object]>([
    [
      "a server that fails at everything",
      () => 500,
      { code: "server-unknown", saw: expect.stringContaining("500") },
    ],
    [
      "a server that fails at completions",
      (path) => (path === "/v1/models" ? 200 : 500),
      { code: "model-silent", saw: expect.stringContaining("500 out of luck") },
    ],
  ])("%s", async (_, statusOf, failure) => {
    const server: Web = await web((request, reply) => {
      const body = { data: [{ id: "qwen3" }], error: { message: "out of luck" } };
      reply.writeHead(statusOf(request.url ?? ""), { "content-type": "application/json" });
      reply.end(JSON.stringify(body));
    });
    await failed(ladder(server.url), { exit: 1, ...failure });
    await server.close();
  });
});
