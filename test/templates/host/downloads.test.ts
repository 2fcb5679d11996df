import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { layout } from "../../../src/model/layout.ts";
import { renderActScript } from "../../../templates/host/act-script.ts";
import { type Web, web } from "../../fakes/web.ts";

const folder = mkdtempSync(join(tmpdir(), "espalier-downloads-"));
afterAll(() => rmSync(folder, { recursive: true }));
let registry: Web | undefined;
afterEach(() => registry?.close());

/** What a source says to a request for the bytes from `from` on. */
type Source = (from: number, response: ServerResponse) => void;

async function serve(source: Source): Promise<string> {
  registry = await web(({ headers }, response) =>
    source(Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0), response),
  );
  return `${registry.url}/blob`;
}

/** curl itself, whose patience is a second and which tries once: a minute of silence and its retries are not for tests. */
const HASTY = `#!/bin/sh
before=
for word do
  shift
  case $before in --speed-time) word=1 ;; --retry) word=0 ;; esac
  set -- "$@" "$word"
  before=$word
  case $word in --*) ;; *) before= ;; esac
done
exec "$(PATH=/usr/bin:/bin command -v curl)" "$@"
`;

/** Runs one step in a root of its own, in which curl is hasty. */
async function act(root: string, argv: readonly [string, ...string[]]) {
  mkdirSync(`${root}/usr/bin`, { recursive: true });
  writeFileSync(`${root}/usr/bin/curl`, HASTY, { mode: 0o755 });
  const words = { operation: "test", subject: "it", why: "a test asks for it" };
  const script = renderActScript(layout(root), [{ kind: "run", ...words, argv }]);
  const child = spawn("dash", ["-c", script], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (part: Buffer) => (said += part.toString("utf8")));
  const [code] = (await once(child, "close")) as [number];
  return { code, said };
}

const WHOLE = "0123456789";
const send: Source = (from, response) => {
  response.writeHead(from > 0 ? 206 : 200, {
    "content-length": WHOLE.length - from,
    ...(from > 0 && { "content-range": `bytes ${from}-${WHOLE.length - 1}/${WHOLE.length}` }),
  });
  response.end(WHOLE.slice(from));
};
const refuse =
  (status: number): Source =>
  (_, response) =>
    response.writeHead(status).end();

describe("a download that was cut off", () => {
  test.each<readonly [string, Source, code: 0 | 70, asked: readonly number[], left: string]>([
    ["goes on where it was", send, 0, [4], WHOLE],
    ["starts over where the server cannot go on", (_, response) => send(0, response), 0, [4, 0], WHOLE],
    ["keeps what it has when the server is busy", refuse(503), 70, [4], "0123"],
    ["keeps what it has when it may not read", refuse(401), 70, [4], "0123"],
  ])("%s", async (_, source, code, asked, left) => {
    const root = mkdtempSync(join(folder, "root-"));
    writeFileSync(`${root}/part`, "0123");
    const from: number[] = [];
    const url = await serve((at, response) => {
      from.push(at);
      source(at, response);
    });
    expect(await act(root, ["download", url, `${root}/part`])).toMatchObject({ code });
    expect(from).toEqual(asked);
    expect(readFileSync(`${root}/part`, "utf8")).toBe(left);
  });
});

test("a registry that accepts and says nothing is given up, and no manifest is left", async () => {
  const root = mkdtempSync(join(folder, "root-"));
  const url = await serve(() => undefined);
  expect(await act(root, ["admit_manifest", url, "ab".repeat(32), `${root}/kept`])).toMatchObject({
    code: 70,
    said: expect.stringContaining(`cannot read the manifest ${url}`),
  });
  expect([existsSync(`${root}/kept`), existsSync(`${root}/kept.next`)]).toEqual([false, false]);
});
