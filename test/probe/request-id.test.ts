import { Agent } from "node:http";
import { urlToHttpOptions } from "node:url";
import { expect, test } from "vitest";
import { samplesFromCsv, samplesToCsv } from "../../src/load/samples-csv.ts";
import { DIALECTS } from "../../src/probe/dialects.ts";
import { exchange } from "../../src/probe/exchange.ts";
import { sampleOf } from "../../src/probe/sample-of.ts";
import { web } from "../fakes/web.ts";

const dialect = DIALECTS["openai-chat"];

test.each([
  ["a proxy's", "0b9c1f5e-7a52-4c1e-9a58-6a8a2a1b7c11", "0b9c1f5e-7a52-4c1e-9a58-6a8a2a1b7c11"],
  ["none", undefined, undefined],
  ["one that would be a formula in a sheet", "=cmd|' /C calc'!A0", undefined],
  ["one that is too long to be an id", "a".repeat(65), undefined],
])("the id of a sample: %s", async (_, header, id) => {
  const server = await web((_, response) => {
    if (header !== undefined) response.setHeader("x-request-id", header);
    response.writeHead(503).end("{}");
  });
  const agent = new Agent();
  const call = { agent, dialect, apiKey: "k", body: "{}", timeoutMs: 5000, now: () => performance.now() };
  const timed = await exchange({ ...call, target: urlToHttpOptions(new URL(server.url)) });
  await server.close();
  const sample = sampleOf({ host: "mac-01", rung: 1, index: 0 }, timed);
  expect(sample.id).toBe(id);
  expect(samplesFromCsv(samplesToCsv([sample]))).toEqual([sample]);
});
