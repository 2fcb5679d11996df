import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { digestOf, hexOf } from "../../../src/model/digest.ts";
import { layout } from "../../../src/model/layout.ts";
import { renderActScript } from "../../../templates/host/act-script.ts";
import { type Web, web } from "../../fakes/web.ts";

const folder = mkdtempSync("/tmp/espalier-model-life-");
afterAll(() => rmSync(folder, { recursive: true }));

const script = (root: string, argv: readonly string[]): string => {
  const file = join(folder, "act.sh");
  const words = { operation: "model", subject: "it", why: "a test asks for it" };
  writeFileSync(file, renderActScript(layout(root), [{ kind: "run", ...words, argv }]));
  return file;
};

describe("a model that leaves the disk", () => {
  let root = "";
  beforeEach(() => {
    root = mkdtempSync(join(folder, "root-"));
  });
  const home = () => layout(root).home;
  const put = (path: string, text: string): string => {
    mkdirSync(dirname(join(home(), path)), { recursive: true });
    writeFileSync(join(home(), path), text);
    return text;
  };
  /** A blob of the store; its name is what a manifest calls it. */
  const blob = (text: string): string => {
    const hex = hexOf(digestOf(text));
    put(`models/blobs/sha256-${hex}`, text);
    return hex;
  };
  const manifestOf = (...blobs: readonly string[]): string =>
    JSON.stringify({ layers: blobs.map((hex) => ({ digest: `sha256:${hex}`, size: 4 })) });
  /** Keeps a manifest as `admit_manifest` does. */
  const kept = (text: string): string => {
    const hex = hexOf(digestOf(text));
    put(`manifests/${hex}`, text);
    return hex;
  };
  const tag = (path: string, text: string) => put(`models/manifests/${path}`, text);
  const retire = (hex: string, ...blobs: readonly string[]) =>
    spawnSync("dash", [script(root, ["retire_model", hex, hex.slice(0, 12), ...blobs])], {
      encoding: "utf8",
    });
  const left = (path: string): readonly string[] =>
    (readdirSync(join(home(), path), { recursive: true }) as string[]).sort();

  test("takes its tags, blobs and manifest with it, and a second time finds nothing", () => {
    const [one, other] = [blob("one"), blob("other")];
    const hex = kept(manifestOf(one, other));
    tag("registry.ollama.ai/library/old/1b", manifestOf(one, other));
    tag("registry.ollama.ai/mine/copy/1b", manifestOf(one, other));
    expect(retire(hex, one, other)).toMatchObject({ status: 0 });
    expect(left("models/blobs")).toEqual([]);
    expect(left("manifests")).toEqual([]);
    expect(left("models/manifests").filter((path) => path.endsWith("1b"))).toEqual([]);
    expect(retire(hex, one, other)).toMatchObject({ status: 0, stderr: "" });
  });

  test.each([
    ["a manifest that Espalier keeps", (text: string) => kept(text)],
    ["a tag that somebody else has pulled", (text: string) => tag("registry.ollama.ai/x/y/1", text)],
    ["the list of a snapshot", (text: string) => kept(text)],
  ])("leaves a blob that %s names, whatever the plan said", (who, name) => {
    const [mine, shared] = [blob("mine"), blob("shared")];
    name(who.includes("list") ? `${shared}  config.json\n` : manifestOf(shared));
    const gone = retire(kept(manifestOf(mine, shared)), mine, shared);
    expect(gone.stdout).toContain(`blob ${shared} stays: another model has it, too`);
    expect(left("models/blobs")).toEqual([`sha256-${shared}`]);
  });

  test("takes the files of its snapshot with it, and none of another", () => {
    const weights = blob("weights");
    const hex = kept(`${weights}  model.safetensors\n`);
    put(`snapshots/${hex.slice(0, 12)}/coder/model.safetensors`, "a link");
    put("snapshots/0123456789ab/chat/model.safetensors", "another");
    expect(retire(hex, weights)).toMatchObject({ status: 0 });
    expect(left("snapshots")).toEqual([
      "0123456789ab",
      "0123456789ab/chat",
      "0123456789ab/chat/model.safetensors",
    ]);
  });

  test("that was cut short goes on: the manifest that tells its blobs is the last to go", () => {
    const [one, other] = [blob("one"), blob("other")];
    const hex = kept(manifestOf(one, other));
    rmSync(join(home(), `models/blobs/sha256-${one}`));
    expect(retire(hex, one, other)).toMatchObject({ status: 0 });
    expect([left("models/blobs"), left("manifests")]).toEqual([[], []]);
  });
});

describe("a model that leaves memory", () => {
  let engine: Web | undefined;
  afterEach(() => engine?.close());

  test("is asked for with keep_alive 0, and waited for until the engine lists it no more", async () => {
    const asked: string[] = [];
    let looks = 0;
    engine = await web((request, reply) => {
      request.on("data", (part: Buffer) => asked.push(part.toString("utf8")));
      if (request.url === "/api/ps") looks += 1;
      const models = looks < 3 ? [{ name: "old:1b", model: "old:1b" }] : [{ name: "old:1b-mlx" }];
      reply.end(JSON.stringify(request.url === "/api/ps" ? { models } : { done_reason: "unload" }));
    });
    const argv = ["unload_model", new URL(engine.url).port, "old:1b"];
    const child = spawn("dash", [script(mkdtempSync(join(folder, "root-")), argv)], { stdio: "ignore" });
    expect(await once(child, "close")).toEqual([0, null]);
    expect(asked).toEqual(['{"model":"old:1b","keep_alive":0}']);
    expect(looks).toBe(3);
  });
});
