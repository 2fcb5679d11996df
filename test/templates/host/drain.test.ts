import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { dirname } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import { layout } from "../../../src/model/layout.ts";
import { renderActScript } from "../../../templates/host/act-script.ts";

const root = mkdtempSync("/tmp/espalier-drain-");
const paths = layout(root);
for (const file of [paths.proxySocket, paths.drainMap]) mkdirSync(dirname(file), { recursive: true });
let proxy: ReturnType<typeof createServer> | undefined;
afterEach(() => proxy?.close());
afterAll(() => rmSync(root, { recursive: true }));

/** A proxy with so many streams, and what a host says that drains it for a second. */
async function drained(argv: readonly [string, ...string[]], streams: number): Promise<readonly string[]> {
  proxy = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.end(`chat,engine,0,0,${streams},0\n`));
  });
  await new Promise<void>((resolve) => proxy?.listen(paths.proxySocket, resolve));
  const words = { operation: "drain", subject: "mac-01", why: "a test asks for it" };
  const script = renderActScript(paths, [{ kind: "run", ...words, argv }]);
  const child = spawn("dash", ["-c", script], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stdout.on("data", (part: Buffer) => (said += part.toString("utf8")));
  expect(await once(child, "close")).toEqual([0, null]);
  expect(readFileSync(paths.drainMap, "utf8")).toBe("all yes\nkey:ladder open\n");
  return said.split("\n").filter((line) => line !== "" && !line.startsWith("@@"));
}

test.each<readonly [string, string, streams: number, readonly string[]]>([
  ["all streams have ended", "drain", 0, []],
  ["one goes on, and nothing cuts it", "drain", 1, ["1 stream still runs after 1 s; a restart would cut it"]],
  ["some go on", "drain", 3, ["3 streams still run after 1 s; a restart would cut them"]],
  ["all have ended before the restart", "drain_or_cut", 0, []],
  ["one goes on until the restart", "drain_or_cut", 1, ["1 stream still runs after 1 s and will be cut"]],
  ["some go on until the restart", "drain_or_cut", 3, ["3 streams still run after 1 s and will be cut"]],
])("a drain after which %s says what becomes of them", async (_, name, streams, said) => {
  expect(await drained([name, "1", "ladder"], streams)).toEqual(said);
});

test("a proxy that hangs is waited for no longer than one that is asked for facts", async () => {
  proxy = createServer((socket) => socket.on("error", () => undefined).resume());
  await new Promise<void>((resolve) => proxy?.listen(paths.proxySocket, resolve));
  const words = { operation: "drain", subject: "mac-01", why: "a test asks for it" };
  const script = renderActScript(paths, [{ kind: "run", ...words, argv: ["streams"] }]);
  const child = spawn("dash", ["-c", script], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (part: Buffer) => (said += part.toString("utf8")));
  expect(await once(child, "close")).toEqual([0, null]);
  expect(said).toMatch(/^0$/m);
});

test("a drain that lets no key in says so in the map", () => {
  const words = { operation: "drain", subject: "mac-01", why: "a test asks for it" };
  const script = renderActScript(paths, [{ kind: "run", ...words, argv: ["close_doors"] }]);
  expect(spawnSync("dash", ["-c", script]).status).toBe(0);
  expect(readFileSync(paths.drainMap, "utf8")).toBe("all yes\n");
});
