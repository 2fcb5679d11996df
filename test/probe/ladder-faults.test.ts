import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Climb } from "../../src/model/climb.ts";
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
import { bundled, climbIn, configFor, KEY, run } from "./climbing.ts";
import { judged } from "./serving.ts";

const SPLIT = Buffer.from(
  ROLE + delta({ content: "Bäume 🍐" }) + TOKEN.replaceAll("\n", "\r\n") + USAGE + DONE,
);
const FAULTS: readonly {
  readonly says: string;
  readonly play: Play;
  readonly outcome: string;
  readonly error: RegExp;
}[] = [
  {
    says: "split anywhere",
    play: { writes: [...SPLIT].flatMap((byte) => [Buffer.of(byte), 0]), finish: "end" },
    outcome: "ok",
    error: /^$/,
  },
  {
    says: "thinks before it speaks",
    play: { writes: [delta({ reasoning: "hm" }), DONE], finish: "end" },
    outcome: "ok",
    error: /^$/,
  },
  {
    says: "calls a tool",
    play: { writes: [delta({ tool_calls: [{ index: 0 }] }), DONE], finish: "end" },
    outcome: "ok",
    error: /^$/,
  },
  {
    says: "keeps the line open after [DONE]",
    play: { writes: [TOKEN, DONE], finish: "hang" },
    outcome: "ok",
    error: /^$/,
  },
  {
    says: "ends without [DONE]",
    play: { writes: [ROLE, TOKEN, USAGE], finish: "end" },
    outcome: "cut-short",
    error: /^no \[DONE\]$/,
  },
  { says: "breaks off", play: { writes: [ROLE, TOKEN, 5], finish: "cut" }, outcome: "cut-short", error: /./ },
  {
    says: "says nothing at all",
    play: { writes: [ROLE, USAGE, DONE], finish: "end" },
    outcome: "cut-short",
    error: /without a token/,
  },
  {
    says: "fails in the middle",
    play: { writes: [TOKEN, event({ error: { message: "out of memory" } }), DONE], finish: "end" },
    outcome: "cut-short",
    error: /^out of memory$/,
  },
  {
    says: "talks nonsense",
    play: { writes: [TOKEN, event("{"), DONE], finish: "end" },
    outcome: "cut-short",
    error: /not JSON/,
  },
  {
    says: "is busy",
    play: {
      status: 503,
      type: "application/json",
      writes: ['{"error":"server busy, please try again.  maximum pending requests exceeded"}'],
      finish: "end",
    },
    outcome: "http-error",
    error: /^server busy, please try again. maximum/,
  },
  {
    says: "echoes the key",
    play: { status: 401, type: "text/plain", writes: [`who is ${KEY}?`], finish: "end" },
    outcome: "http-error",
    error: /^who is \*\*\*\?$/,
  },
  {
    says: "hangs",
    play: { writes: [ROLE, TOKEN], finish: "hang" },
    outcome: "timeout",
    error: /no end after 1500 ms/,
  },
];

describe("a server that misbehaves at rung 2", () => {
  let climb: Climb;
  let out: string;

  beforeAll(async () => {
    const script = ({ purpose, rung, index }: Asked) =>
      (purpose === "measure" && rung === 2 ? FAULTS[index]?.play : undefined) ?? healthy();
    const [server, ladder] = [await chatServer(script), await bundled()];
    const config = configFor(ladder, { url: server.url, requestTimeoutMs: 1500, requests: 16 });
    out = config.out;
    expect((await run(ladder, config)).exit).toBe(0);
    server.close();
    climb = climbIn(out);
  });

  test.each(FAULTS.map((fault, index) => ({ ...fault, index })))(
    "$says: $outcome",
    ({ index, outcome, error }) => {
      const sample = climb.samples.find((one) => one.rung === 2 && one.index === index);
      expect(sample).toMatchObject({ outcome, error: expect.stringMatching(error) });
    },
  );

  test("is not passed by any rule that looks at rung 2", () => {
    expect(judged(climb, "errors == 0").verdict).toBe("fail");
    expect(judged(climb, "ttft.p50 <= 99 s at 2").verdict).not.toBe("pass");
  });

  test("split frames are counted as what they are", () => {
    expect(climb.samples.find((one) => one.rung === 2 && one.index === 0)).toMatchObject({
      chunks: 2,
      outputTokens: 4,
    });
  });

  test("finds the key in no file of the evidence", () => {
    const files = readdirSync(out);
    expect(files.sort()).toEqual(["chunks.csv", "climb.json", "samples.csv", "signals.csv"]);
    for (const file of files) expect(readFileSync(join(out, file), "utf8")).not.toContain(KEY);
  });
});
