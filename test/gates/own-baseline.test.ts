import { describe, expect, test } from "vitest";
import { judge } from "../../src/gates/judge.ts";
import { measure } from "../../src/load/measure.ts";
import type { Climb } from "../../src/model/climb.ts";
import { climb, type Story } from "./climbs.ts";
import { rule } from "./rules.ts";

/** Twenty requests after the return to rung 1, far behind the rest of the climb. */
const back = (story: Story) =>
  climb({ ...story, rungs: [1] })
    .samples.slice(0, 20)
    .map(({ sent, end, firstToken = sent, ...sample }) => ({
      ...sample,
      ...{ lap: 2, index: sample.index + 80 },
      ...{ sent: sent + 5e6, firstToken: firstToken + 5e6, end: end + 5e6 },
    }));
const returning = (there: Story, later: Story = there, loopDelayP99 = 1): Climb => {
  const seen = climb(there);
  return {
    ...seen,
    returned: back(later),
    doubts: [...seen.doubts, { rung: 1, lap: 2, loopDelayP99, inFlight: 1 }],
  };
};
const found = (seen: Climb, text: string) => judge(seen, measure(seen), { rules: [rule(text)] }).findings[0];

const flat: Story = { ttft: () => 100 };

describe("rung 1 of a climb that returned to it", () => {
  test.each<{ says: string; seen: Climb; text: string; wanted: string }>([
    {
      says: "is made of both laps, and says so",
      seen: returning(flat, { ttft: () => 110 }),
      text: "ttft.p95 <= 3 x baseline at 4",
      wanted: "<= 330 ms (3 x 110 ms of 80 requests at the start and 20 at the end)",
    },
    {
      says: "is the start alone where nobody returned",
      seen: climb(flat),
      text: "ttft.p95 <= 3 x baseline at 4",
      wanted: "<= 300 ms (3 x 100 ms)",
    },
    {
      says: "is the start alone where the host has drifted",
      seen: returning(flat, { ttft: () => 700 }),
      text: "ttft.p95 <= 3 x baseline at 4",
      wanted: "<= 300 ms (3 x 100 ms)",
    },
    {
      says: "is the start alone where the client was busy at the end, and says so",
      seen: returning(flat, { ttft: () => 110 }, 900),
      text: "ttft.p95 <= 3 x baseline at 4",
      wanted:
        "<= 300 ms (3 x 100 ms of 80 requests at the start; at the end the client was busy at rung 1: event-loop delay p99 900 ms, 50 ms allowed)",
    },
    {
      says: "brings no more answers an hour because it was asked twice",
      seen: returning(flat),
      text: "jobs >= 0.9 x baseline at 2",
      wanted: ">= 6480.5 jobs/h (0.9 x 7200.6 jobs/h of 80 requests at the start and 20 at the end)",
    },
    {
      says: "nor more tokens a second",
      seen: returning(flat, { ttft: () => 110 }),
      text: "throughput >= 0.9 x baseline at 2",
      wanted: ">= 57.4 tok/s (0.9 x 63.8 tok/s of 80 requests at the start and 20 at the end)",
    },
    {
      says: "is all readings where a signal is asked for",
      seen: returning(flat),
      text: "rss.peak <= 2 x baseline at 4",
      wanted: "<= 4.0 GiB (2 x 2.0 GiB)",
    },
  ])("$says", ({ seen, text, wanted }) => {
    expect(found(seen, text)?.wanted).toBe(wanted);
  });

  test("fails no host that does as much work in as much time", () => {
    const even: Story = { rungs: [1, 2], ttft: (rung) => (rung === 2 ? 600 : 100) };
    expect(found(returning(even), "jobs >= 0.9 x baseline at 2")?.verdict).toBe("pass");
  });
});
