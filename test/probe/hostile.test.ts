import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { judge } from "../../src/gates/judge.ts";
import { parsedRule } from "../../src/inventory/rule.ts";
import { measure } from "../../src/load/measure.ts";
import type { Climb } from "../../src/model/climb.ts";
import type { Verdict } from "../../src/model/gate.ts";
import { ttft } from "../../src/model/latency.ts";
import type { Sample } from "../../src/model/sample.ts";
import {
  type Asked,
  chatServer,
  DONE,
  delta,
  event,
  healthy,
  type Play,
  ROLE,
  TOKEN,
  USAGE,
} from "../fakes/chat-server.ts";
import { bundled, climbIn, configFor, run } from "./climbing.ts";

/** What the server keeps people waiting for before it says a word, ms. */
const WAIT = 60;
/** A first token that nobody can have seen before the server said it. */
const QUICK = `ttft.p50 <= ${WAIT / 2} ms`;
const SPOKE = "ttft.p50 <= 60 s";
const WHOLE = "errors == 0";

/** A fault, what one such request must come to, and what a host must come to whose every request is like it. */
interface Fault {
  readonly says: string;
  readonly play: Play;
  readonly sample: Partial<Sample>;
  readonly verdicts: Readonly<Record<string, Verdict>>;
}

const ok = (sample: Partial<Sample> = {}): Partial<Sample> => ({ outcome: "ok", error: "", ...sample });
const HONEST = { [WHOLE]: "pass", [SPOKE]: "pass", [QUICK]: "fail" } as const;
const BROKEN = { [WHOLE]: "fail", [SPOKE]: "fail" } as const;
const end = (writes: Play["writes"]): Play => ({ writes, finish: "end" });
const finish = (reason: string): string =>
  event({ choices: [{ index: 0, delta: {}, finish_reason: reason }] });
const usage = (counts: object): string => event({ choices: [], usage: counts });

const FAULTS: readonly Fault[] = [
  {
    says: "names the role at once, and speaks later",
    play: end([ROLE, WAIT, TOKEN, TOKEN, USAGE, DONE]),
    sample: ok({ chunks: 2 }),
    verdicts: HONEST,
  },
  {
    says: "sends empty words, and calls a tool later",
    play: end([
      delta({ content: "" }),
      delta({ content: null }),
      WAIT,
      delta({ tool_calls: [{ index: 0 }] }),
      DONE,
    ]),
    sample: ok({ chunks: 1 }),
    verdicts: HONEST,
  },
  {
    says: "only thinks",
    play: end([ROLE, WAIT, delta({ reasoning_content: "hm" }), finish("length"), USAGE, DONE]),
    sample: ok({ chunks: 1 }),
    verdicts: HONEST,
  },
  {
    says: "counts before it speaks",
    play: end([usage({ prompt_tokens: 64, completion_tokens: 0 }), WAIT, TOKEN, USAGE, DONE]),
    sample: ok({ chunks: 1, outputTokens: 4 }),
    verdicts: HONEST,
  },
  {
    says: "counts long after it spoke",
    play: end([WAIT, TOKEN, 40, USAGE, DONE]),
    sample: ok({ chunks: 1, outputTokens: 4 }),
    verdicts: HONEST,
  },
  {
    says: "bundles four tokens into one chunk",
    play: end([WAIT, delta({ content: "a pear and plum" }), USAGE, DONE]),
    sample: ok({ chunks: 1, outputTokens: 4 }),
    verdicts: { ...HONEST, "itl.p50 <= 60 s": "unproven", "gap.p50 <= 60 s": "unproven" },
  },
  {
    says: "remembers a prompt",
    play: end([
      WAIT,
      TOKEN,
      usage({ prompt_tokens: 64, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 60 } }),
      DONE,
    ]),
    sample: ok({ cachedTokens: 60 }),
    verdicts: { [WHOLE]: "pass", [SPOKE]: "unproven", [QUICK]: "unproven" },
  },
  {
    says: "pings while it thinks",
    play: end([": ping\n\n", 20, ": ping\n\n", WAIT, TOKEN, DONE]),
    sample: ok({ chunks: 1 }),
    verdicts: HONEST,
  },
  {
    says: "finishes twice, and speaks behind the end",
    play: end([WAIT, TOKEN, finish("stop"), finish("stop"), DONE, TOKEN, TOKEN, DONE]),
    sample: ok({ chunks: 1 }),
    verdicts: HONEST,
  },
  {
    says: "cuts a letter in two",
    play: end([WAIT, ...halves(delta({ content: "ü🍐" })), DONE]),
    sample: ok({ chunks: 1 }),
    verdicts: HONEST,
  },
  {
    says: "sends bytes that are no text",
    play: end([
      WAIT,
      Buffer.from('data: {"choices":[{"delta":{"content":"\xff\xfe"}}]}\n\n', "latin1"),
      DONE,
    ]),
    sample: ok({ chunks: 1 }),
    verdicts: HONEST,
  },
  {
    says: "ends without [DONE]",
    play: end([TOKEN, finish("stop"), USAGE]),
    sample: { outcome: "cut-short", error: "no [DONE]" },
    verdicts: BROKEN,
  },
  {
    says: "ends in the middle of [DONE]",
    play: end([TOKEN, "data: [DO"]),
    sample: { outcome: "cut-short", error: "a chunk that is not JSON" },
    verdicts: BROKEN,
  },
  {
    says: "tells an error as an event",
    play: end([TOKEN, 'event: error\ndata: {"message":"slot lost"}\n\n', DONE]),
    sample: { outcome: "cut-short", error: "slot lost" },
    verdicts: BROKEN,
  },
  {
    says: "says 200 and answers with an error",
    play: { ...end(['{"error":{"message":"model is loading"}}']), type: "application/json" },
    sample: { outcome: "cut-short", status: 200, error: "model is loading" },
    verdicts: BROKEN,
  },
  {
    says: "says 200 and nothing else",
    play: end([]),
    sample: { outcome: "cut-short", error: "no [DONE]" },
    verdicts: BROKEN,
  },
  {
    says: "says 503 at once",
    play: { ...end(["queue full"]), status: 503, type: "text/plain" },
    sample: { outcome: "http-error", status: 503, error: "queue full" },
    verdicts: BROKEN,
  },
  {
    says: "sends elsewhere",
    play: { ...end([]), status: 307, headers: { location: "/v2" } },
    sample: { outcome: "http-error", status: 307 },
    verdicts: BROKEN,
  },
  {
    says: "compresses though nobody asked",
    play: { ...end([gzipSync(TOKEN + DONE)]), headers: { "content-encoding": "gzip" } },
    sample: { outcome: "cut-short", error: "compressed with gzip, which was not asked for" },
    verdicts: BROKEN,
  },
  {
    says: "breaks the connection before a word",
    play: { writes: [], finish: "cut" },
    sample: { outcome: "refused", status: 0 },
    verdicts: BROKEN,
  },
  {
    says: "breaks the connection within a chunk",
    play: { writes: [TOKEN, 'data: {"choi'], finish: "cut" },
    sample: { outcome: "cut-short", status: 200 },
    verdicts: BROKEN,
  },
  {
    says: "hangs after a token",
    play: { writes: [TOKEN], finish: "hang" },
    sample: { outcome: "timeout", error: "no end after 1500 ms" },
    verdicts: BROKEN,
  },
  {
    says: "pings for ever",
    play: { writes: [": ping\n\n", 500, ": ping\n\n", 500, ": ping\n\n"], finish: "hang" },
    sample: { outcome: "timeout" },
    verdicts: BROKEN,
  },
  {
    says: "sends an event of two MiB",
    play: end([delta({ content: "a".repeat(2 ** 21) }), DONE]),
    sample: { outcome: "cut-short", error: "an event of more than 1 MiB" },
    verdicts: BROKEN,
  },
  {
    says: "closes every connection after its answer",
    play: { ...end([WAIT, TOKEN, USAGE, DONE]), headers: { connection: "close" } },
    sample: ok({ chunks: 1 }),
    verdicts: HONEST,
  },
];

function halves(text: string): readonly (Buffer | number)[] {
  const bytes = Buffer.from(text);
  const within = bytes.findIndex((byte) => byte > 127) + 1;
  return [bytes.subarray(0, within), 5, bytes.subarray(within)];
}

/** The same request after so many of its kind, one after the other. */
function later(sample: Sample, turns: number): Sample {
  const shift = turns * (sample.end - sample.sent);
  const times = ["sent", "flushed", "firstByte", "firstToken", "lastToken", "end"] as const;
  const moved = times.flatMap((name) => {
    const time = sample[name];
    return time === undefined ? [] : [[name, time + shift]];
  });
  return { ...sample, ...Object.fromEntries(moved) };
}

/** What a host would come to whose every request was like this one, with a client that is well. */
function verdictsOn(
  climb: Climb,
  sample: Sample,
  rules: readonly string[],
): Readonly<Record<string, Verdict>> {
  const samples = Array.from({ length: 30 }, (_, index) => ({ ...later(sample, index), rung: 1, index }));
  const alike: Climb = {
    ...{ host: climb.host, revision: climb.revision, startedAt: climb.startedAt, signals: [] },
    contract: { ...climb.contract, rungs: [1], requests: 30 },
    samples,
    doubts: [{ rung: 1, loopDelayP99: 0, inFlight: 1 }],
  };
  const { findings } = judge(alike, measure(alike), { rules: rules.map(parsedRule) });
  return Object.fromEntries(findings.map(({ rule, verdict }) => [rule, verdict]));
}

describe("a hostile server", () => {
  let climb: Climb;
  beforeAll(async () => {
    const script = ({ purpose, index }: Asked): Play =>
      (purpose === "measure" ? FAULTS[index]?.play : undefined) ?? healthy();
    const [server, ladder] = [await chatServer(script), await bundled()];
    const config = configFor(ladder, {
      ...{ url: server.url, requestTimeoutMs: 1500 },
      ...{ rungs: [1], requests: FAULTS.length },
    });
    expect((await run(ladder, config)).exit).toBe(0);
    server.close();
    climb = climbIn(config.out);
  });

  test.each(FAULTS.map((fault, index) => ({ ...fault, index })))(
    "that $says",
    ({ index, sample: wanted, verdicts }) => {
      const sample = climb.samples[index] as Sample;
      expect(sample).toMatchObject(wanted);
      expect(verdictsOn(climb, sample, Object.keys(verdicts))).toEqual(verdicts);
      if (sample.outcome === "ok") expect(sample.end).toBeGreaterThanOrEqual(sample.lastToken ?? Infinity);
    },
  );
});

/** What the server knows of prompts it has read: those with a known beginning it answers at once, as a prefix cache does. */
function rememberingServer() {
  const known = new Set<string>();
  return chatServer(({ body }) => {
    const [message] = body["messages"] as readonly { readonly content: string }[];
    const beginning = message?.content.slice(0, 8) ?? "";
    const wait = known.has(beginning) ? 0 : WAIT;
    known.add(beginning);
    return end([wait, TOKEN, USAGE, DONE]);
  });
}

test("a server that remembers the beginnings of prompts never meets one again", async () => {
  const [server, ladder] = [await rememberingServer(), await bundled()];
  const config = configFor(ladder, { url: server.url, rungs: [1, 2], requests: 6 });
  await run(ladder, config);
  server.close();
  expect(Math.min(...climbIn(config.out).samples.map(ttft))).toBeGreaterThanOrEqual(WAIT - 1);
});

test("a clock that is set back and forth moves no time", async () => {
  const [server, ladder] = [await chatServer(() => healthy(WAIT)), await bundled()];
  const step = join(ladder.script, "../step.mjs");
  writeFileSync(
    step,
    "const now = Date.now; let step = 0;\nDate.now = () => now() + (step++ % 2 ? 36e5 : -36e5);\n",
  );
  const config = configFor(ladder, { url: server.url, rungs: [1], requests: 8 });
  const { exit } = await run(ladder, config, { NODE_OPTIONS: `--import=${step}` });
  server.close();
  expect(exit).toBe(0);
  const { samples } = climbIn(config.out);
  expect(samples.length).toBe(8);
  for (const sample of samples) {
    expect(ttft(sample)).toBeGreaterThanOrEqual(WAIT - 1);
    expect(ttft(sample)).toBeLessThan(15_000);
  }
});

test("a server that had closed the idle connection is asked anew, and the time runs on", async () => {
  const hung = new Set<number>();
  const server = await chatServer(({ purpose, index }) => {
    if (purpose === "warm" || hung.has(index)) return end([20, TOKEN, USAGE, DONE]);
    hung.add(index);
    return { writes: [], finish: "cut" };
  });
  const ladder = await bundled();
  const config = configFor(ladder, { url: server.url, rungs: [1], requests: 5 });
  await run(ladder, config);
  server.close();
  const { samples } = climbIn(config.out);
  expect(samples.map(({ outcome, resent }) => [outcome, resent])).toEqual(Array(5).fill(["ok", 1]));
  expect(Math.min(...samples.map(ttft))).toBeGreaterThanOrEqual(19);
});
