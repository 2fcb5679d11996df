import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { chunkTrouble } from "../../src/load/chunk-check.ts";
import { chunksFromCsv } from "../../src/load/chunks-csv.ts";
import { measure } from "../../src/load/measure.ts";
import type { Climb } from "../../src/model/climb.ts";
import { healthy } from "../fakes/chat-server.ts";
import { selfSigned } from "../fakes/self-signed.ts";
import { bundled, climbIn, configFor, KEY, run } from "./climbing.ts";
import { judged, serve } from "./serving.ts";

const ladder = await bundled();
const tls = selfSigned();

const ttft = (climb: Climb, rung: number) =>
  measure(climb).rungs.find((one) => one.rung === rung)?.ttft.p50 ?? Number.NaN;

describe("a healthy server behind TLS", () => {
  test("is climbed rung by rung, with warm connections that stay open", async () => {
    const server = await serve(() => healthy(), tls);
    const config = configFor(ladder, {
      url: server.url,
      caFile: tls.caFile,
      serverName: "localhost",
      rungs: [1, 4],
    });
    const { exit, stderr, lines, stdout } = await run(ladder, config);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });

    const climb = climbIn(config.out);
    expect(climb.samples.map(({ rung, outcome }) => `${rung} ${outcome}`)).toEqual([
      ...Array.from({ length: 12 }, () => "1 ok"),
      ...Array.from({ length: 12 }, () => "4 ok"),
    ]);
    expect(climb.samples[0]).toMatchObject({ chunks: 4, promptTokens: 64, outputTokens: 4, status: 200 });
    expect(climb.contract).toMatchObject({
      rungs: [1, 4],
      requests: 12,
      runtime: `node@${process.versions.node}`,
    });
    expect(climb.doubts.map(({ rung }) => rung)).toEqual([1, 4]);
    expect(judged(climb, "errors == 0").verdict).toBe("pass");

    expect(server.connections()).toBe(4);
    expect(server.asked.filter(({ purpose }) => purpose === "warm")).toHaveLength(3 + 4);
    const ends = lines.flatMap((line) => (line?.kind === "rung-ended" ? [line.rung] : []));
    expect(ends).toEqual(measure(climb).rungs);
    expect(lines).not.toContain(undefined);
    expect(stdout).not.toContain(KEY);
  });

  test("is asked for a stream with its token counts, by a prompt never seen before", async () => {
    const server = await serve(() => healthy());
    await run(ladder, configFor(ladder, { url: server.url, rungs: [1] }));
    const measured = server.asked.filter(({ purpose }) => purpose === "measure");
    expect(measured[0]?.authorization).toBe(`Bearer ${KEY}`);
    expect(measured[0]?.body).toMatchObject({
      model: "qwen3:4b",
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: 4,
    });
    const heads = measured.map(({ body }) => JSON.stringify(body["messages"]).slice(0, 100));
    expect(new Set(heads).size).toBe(heads.length);
  });

  test("of another certificate authority is refused, whatever the environment says", async () => {
    const server = await serve(() => healthy(), tls);
    const stranger = selfSigned();
    const config = configFor(ladder, {
      url: server.url,
      caFile: stranger.caFile,
      serverName: "localhost",
      rungs: [1],
    });
    expect((await run(ladder, config)).exit).toBe(0);
    const climb = climbIn(config.out);
    expect(new Set(climb.samples.map(({ outcome }) => outcome))).toEqual(new Set(["refused"]));
    expect(judged(climb, "errors == 0", "ttft.p50 <= 9 s").verdict).toBe("fail");
    expect(server.asked).toEqual([]);
  });
});

describe("the stamps of a request", () => {
  test("stand in the order in which things happen, and each chunk has its own", async () => {
    const server = await serve(() => healthy());
    const config = configFor(ladder, { url: server.url });
    await run(ladder, config);
    const { samples } = climbIn(config.out);
    for (const { sent, flushed, firstByte, firstToken, lastToken, end } of samples) {
      const times = [sent, flushed, firstByte, firstToken, lastToken, end];
      expect(times).not.toContain(undefined);
      expect(times).toEqual([...times].sort((a, b) => Number(a) - Number(b)));
    }
    const chunks = chunksFromCsv(readFileSync(join(config.out, "chunks.csv"), "utf8"));
    expect(chunks.every(({ steps }) => steps.length === 4)).toBe(true);
    expect(chunkTrouble(samples, chunks)).toBeUndefined();
  });
});

describe("time to first token", () => {
  test("is taken at the first word, not at the role, and tells fast rungs from slow ones", async () => {
    const server = await serve(({ rung }) => healthy(rung === 1 ? 20 : 250));
    const config = configFor(ladder, { url: server.url });
    await run(ladder, config);
    const climb = climbIn(config.out);
    expect(ttft(climb, 1)).toBeGreaterThanOrEqual(19);
    expect(ttft(climb, 2)).toBeGreaterThanOrEqual(249);
    expect(ttft(climb, 2)).toBeGreaterThan(2 * ttft(climb, 1));
  });
});
