import { describe, expect, test } from "vitest";
import { climbFromEvidence, climbToEvidence } from "../../src/load/evidence.ts";
import { samplesFromCsv } from "../../src/load/samples-csv.ts";
import { signalsFromCsv } from "../../src/load/signals-csv.ts";
import type { Climb } from "../../src/model/climb.ts";
import { TERMS } from "../fakes/terms.ts";

const SAMPLES =
  "host,rung,index,planned,sent,flushed,firstByte,firstToken,lastToken,end,chunks,gapMax,gapMean,promptTokens,outputTokens,cachedTokens,serverTtft,serverRate,outcome,status,error,lap\n";
const SIGNALS =
  "host,at,rung,rss,footprint,swapUsed,pressure,thermal,swapOuts,compressor,gpuBusy,gpuMemory,gpuResets,eCores,pCores,power,diskIo,diskFree,queue,logErrors,enginePid,onBattery,lowPower,coTenants,coTenantNames,roundTrip,canaryLate,lap\n";

const CLIMB: Climb = {
  host: "mac-01",
  revision: "sha256:00",
  contract: {
    ...TERMS,
    model: "qwen3:4b",
    rungs: [1, 2],
    requests: 80,
  },
  startedAt: "2026-11-21T09:00:00.000Z",
  samples: [
    {
      host: "mac-01",
      rung: 1,
      index: 0,
      sent: 0.5,
      end: 9,
      chunks: 0,
      outcome: "refused",
      status: 0,
      error: 'a "b",\nc',
    },
  ],
  signals: [{ host: "mac-01", at: 3, rung: 1, swapUsed: 0 }],
  doubts: [{ rung: 1, loopDelayP99: 1.25, inFlight: 0.99 }],
};

test("a climb comes back from its three files as it went", () => {
  expect(climbFromEvidence(climbToEvidence(CLIMB))).toEqual(CLIMB);
});

test("what was not read is an empty cell, and zero is a zero", () => {
  expect(climbToEvidence(CLIMB).signals).toBe(`${SIGNALS}mac-01,3,1,,,0${",".repeat(22)}\n`);
});

describe("samples.csv that cannot be believed", () => {
  test.each([
    { says: "an empty file", text: "", error: /^samples\.csv:1: the header is not/ },
    { says: "another header", text: "host,rung\n", error: /^samples\.csv:1: the header/ },
    {
      says: "a cell too few",
      text: `${SAMPLES}h,1,0,,0,,,,,1,0,,,,,,,,ok,200,\n`,
      error: /^samples\.csv:2: 21 cells, not 22/,
    },
    {
      says: "a word for a number",
      text: `${SAMPLES}h,1,0,,soon,,,,,1,0,,,,,,,,ok,200,,\n`,
      error: /^samples\.csv:2: sent cannot/,
    },
    {
      says: "a number that must be there",
      text: `${SAMPLES}h,1,0,,0,,,,,,0,,,,,,,,ok,200,,\n`,
      error: /:2: end cannot/,
    },
    { says: "NaN", text: `${SAMPLES}h,1,0,,NaN,,,,,1,0,,,,,,,,ok,200,,\n`, error: /:2: sent cannot/ },
    {
      says: "an outcome nobody knows",
      text: `${SAMPLES}h,1,0,,0,,,,,1,0,,,,,,,,fine,200,,\n`,
      error: /:2: outcome cannot/,
    },
    {
      says: "the line is counted through quoted line ends",
      text: `${SAMPLES}h,1,0,,0,,,,,1,0,,,,,,,,ok,200,"a\nb",\nx\n`,
      error: /:4: 1 cells/,
    },
    {
      says: "a quote left open",
      text: `${SAMPLES}h,1,0,,0,,,,,1,0,,,,,,,,ok,200,"a\n`,
      error: /:2: a quote is not closed/,
    },
  ])("$says", ({ text, error }) => {
    expect(() => samplesFromCsv(text)).toThrow(error);
  });
});

describe("the columns of a table", () => {
  const early = "host,at,rung,rss,footprint,swapUsed,pressure,thermal\n";
  test("an earlier ladder has fewer, and what it wrote is still read", () => {
    expect(signalsFromCsv(`${early}h,1,2,,,5,,\n`)).toEqual([{ host: "h", at: 1, rung: 2, swapUsed: 5 }]);
    expect(() => signalsFromCsv(`${early}h,1,2,,,5\n`)).toThrow(/^signals\.csv:2: 6 cells, not 8/);
  });

  test.each([
    { says: "one that must be there is missing", header: "host,at,rss" },
    { says: "they stand in another order", header: "host,rung,at,rss" },
    { says: "one that nobody knows", header: "host,at,rung,rss,mood" },
    { says: "one stands there twice", header: "host,at,rung,rss,rss" },
  ])("$says", ({ header }) => {
    expect(() => signalsFromCsv(`${header}\n`)).toThrow(/^signals\.csv:1: the header is not host,at,rung/);
  });
});

test("signals.csv names its own file", () => {
  expect(() => signalsFromCsv(`${SIGNALS}h,1,1,much${",".repeat(24)}\n`)).toThrow(
    /^signals\.csv:2: rss cannot be read/,
  );
});

describe("climb.json that cannot be believed", () => {
  test.each([
    { says: "no JSON", climb: "{" },
    { says: "no contract", climb: JSON.stringify({ ...CLIMB, contract: undefined }) },
    {
      says: "a doubt without a number",
      climb: JSON.stringify({ ...CLIMB, doubts: [{ rung: 1, loopDelayP99: null, inFlight: 1 }] }),
    },
  ])("$says", ({ climb }) => {
    expect(() => climbFromEvidence({ ...climbToEvidence(CLIMB), climb })).toThrow(/^climb\.json: /);
  });
});
