import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { digestOf, hexOf } from "../../../src/model/digest.ts";
import type { Lane } from "../../../src/model/lane.ts";
import { type Layout, layout } from "../../../src/model/layout.ts";
import { admissionFiles } from "../../../templates/haproxy/config.ts";
import { keyRules } from "../../../templates/haproxy/door.ts";
import { renderActScript } from "../../../templates/host/act-script.ts";

let root: string;
let paths: Layout;
beforeEach(() => {
  root = mkdtempSync("/tmp/espalier-let-in-");
  paths = layout(root);
  for (const folder of [paths.wantedAdmission, `${paths.home}/incoming`])
    mkdirSync(folder, { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

const lane = (name: string, streams: number, ...keys: readonly string[]): Lane =>
  ({
    ...{ name, streams, queue: 8, priority: 1, limits: {} },
    keys: keys.map((id) => ({ id, owner: `${id} of ${name}`, sha256: digestOf(id) })),
  }) as unknown as Lane;

const release = (name: string): string => join(paths.poolReleases, name);

/** A release whose proxy knows these lanes. */
function built(name: string, lanes: readonly Lane[]): void {
  mkdirSync(release(name), { recursive: true });
  writeFileSync(join(release(name), "haproxy.cfg"), keyRules({ layout: paths, lanes, gateway: {} as never }));
}

const want = (lanes: readonly Lane[]): void => {
  for (const { path, text } of admissionFiles({ layout: paths, lanes }))
    writeFileSync(path.replace(paths.admission, paths.wantedAdmission), text);
};

/** Lets in what the release knows; gives what the proxy reads then. */
function letIn(name: string): Readonly<Record<"keys" | "lanes" | "setup", string>> {
  const words = { operation: "admission", subject: "it", why: "a test asks for it" };
  const script = renderActScript(paths, [{ kind: "run", ...words, argv: ["fit_admission", release(name)] }]);
  const { status, stderr } = spawnSync("dash", ["-c", script], { encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
  const read = (path: string): string => readFileSync(path, "utf8");
  return { keys: read(paths.keysMap), lanes: read(paths.lanesMap), setup: read(paths.lanesSetup) };
}

const texts = (lanes: readonly Lane[]) => {
  const [keys = "", numbers = "", setup = ""] = admissionFiles({ layout: paths, lanes }).map(
    ({ text }) => text,
  );
  return { keys, lanes: numbers, setup };
};
const entry = (keys: string, id: string): string | undefined =>
  keys
    .split("\n")
    .find((line) => line.startsWith(hexOf(digestOf(id))))
    ?.split(" ")
    .slice(1)
    .join(" ");

const BATCH = lane("batch", 2, "job");
const OLD = [BATCH, lane("inter-active", 4, "web", "app")];
const NEW = [BATCH, lane("people", 6, "web", "app")];

test("a release that knows all lanes lets in what is wanted, byte by byte", () => {
  built("old", OLD);
  want(OLD);
  expect(letIn("old")).toEqual(texts(OLD));
});

test("a host without a release lets in what is wanted", () => {
  want(OLD);
  expect(letIn("none")).toEqual(texts(OLD));
});

test("a lane with a new name comes with its release and goes with a way back, and nobody is locked out", () => {
  built("old", OLD);
  built("new", NEW);
  want(OLD);
  letIn("old");
  want(NEW);
  const before = letIn("old");
  expect(entry(before.keys, "web")).toBe("inter-active:web:0:web of people");
  expect(entry(before.keys, "job")).toBe("batch:job:0:job of batch");
  expect(before.lanes).toContain("inter-active:streams 4\n");
  expect(before.lanes).toContain("people:streams 6\n");
  expect(before.setup).toContain("setenv ESPALIER_STREAMS_inter_active 4\n");
  expect(letIn("new")).toEqual(texts(NEW));
  expect(letIn("old")).toEqual(before);
});

test("a key that the inventory has no more comes back with no release", () => {
  built("old", OLD);
  built("new", NEW);
  want(OLD);
  letIn("old");
  letIn("new");
  want([BATCH, lane("people", 6, "web")]);
  letIn("new");
  const { keys } = letIn("old");
  expect(entry(keys, "app")).toBeUndefined();
  expect(entry(keys, "web")).toMatch(/^inter-active:/);
});

test("a key that moves between lanes which the release knows moves at once", () => {
  built("old", OLD);
  want(OLD);
  letIn("old");
  want([lane("batch", 2, "job", "web"), lane("inter-active", 4, "app")]);
  expect(entry(letIn("old").keys, "web")).toMatch(/^batch:/);
});

test("a lane that is taken away is closed with its keys, and keeps its numbers while a release knows it", () => {
  built("old", OLD);
  want(OLD);
  letIn("old");
  want([BATCH]);
  const { keys, lanes, setup } = letIn("old");
  expect(keys).toBe(texts([BATCH]).keys);
  expect(lanes).toContain("inter-active:queue 8\n");
  expect(setup).toContain("ESPALIER_STREAMS_inter_active 4");
});
