import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { systemClock } from "../../src/run/clock.ts";
import { climbHere } from "../../src/run/local-climb.ts";

const directory = mkdtempSync(join(tmpdir(), "espalier-local-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test("a climb that ends before it begins says why, and names no folder that is not there", async () => {
  const scene = { pool: "laptop", run: "r", clock: systemClock, tell: () => undefined, directory };
  const target = {
    address: { url: "http://127.0.0.1:9", key: undefined },
    ...({ engine: "none", api: "openai-chat", listener: undefined } as const),
    model: { name: "m", isLoaded: true },
    machine: { name: "vm", chip: "none", memory: 1, os: "none" },
  } as const;
  const wish = {
    rungs: [1],
    requests: 2,
    promptTokens: 10,
    outputTokens: 2,
    corpus: join(directory, "gone"),
  };
  await expect(climbHere(scene, { target, wish, requestMs: 1 })).rejects.toMatchObject({
    code: "climb-failed",
    subject: "vm: ladder",
    saw: expect.stringMatching(/^ENOENT: .*gone/),
    hint: expect.stringMatching(/nothing was seen; .*ladder\.log$/),
  });
});
