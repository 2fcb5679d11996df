import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { healthy, ROLE } from "../fakes/chat-server.ts";
import { bundled, climbIn, configFor, run, start } from "./climbing.ts";
import { judged, serve } from "./serving.ts";

const ladder = await bundled();

describe("the ladder ends", () => {
  test("at its deadline, with what it saw on disk and nothing proven", async () => {
    const server = await serve(({ purpose, rung }) =>
      purpose === "measure" && rung === 2 ? { writes: [ROLE], finish: "hang" } : healthy(),
    );
    const config = configFor(ladder, { url: server.url, deadlineMs: 8000 });
    const { exit, stderr } = await run(ladder, config);
    expect(exit).toBe(1);
    expect(stderr).toBe("ladder: deadline passed at rung 2, 0 of 12 requests\n");
    const climb = climbIn(config.out);
    expect(climb.samples).toHaveLength(12);
    expect(climb.doubts.map(({ rung }) => rung)).toEqual([1]);
    expect(judged(climb, "errors == 0", "ttft.p50 <= 99 s at 1")).toMatchObject({
      verdict: "unproven",
      reasons: expect.arrayContaining([
        expect.stringContaining("the climb stopped early: rung 2 has 0 of 12 requests"),
      ]),
    });
  });

  test("when a full disk takes no more evidence, in one line that names the file", async () => {
    let isFull = false;
    const server = await serve(({ purpose, rung }) => {
      if (purpose === "measure" && rung === 2 && !isFull) {
        isFull = true;
        rmSync(join(config.out, "samples.csv"));
        symlinkSync("/dev/full", join(config.out, "samples.csv"));
      }
      return healthy();
    });
    const config = configFor(ladder, { url: server.url });
    const { exit, stderr } = await run(ladder, config);
    expect({ exit, stderr }).toEqual({
      exit: 1,
      stderr: `ladder: ${config.out}/samples.csv cannot be written (ENOSPC: no space left on device, write)\n`,
    });
  });

  test("when nobody listens to it any more", async () => {
    const server = await serve(() => ({ writes: [ROLE], finish: "hang" }));
    const child = start(ladder, configFor(ladder, { url: server.url }));
    const ended = new Promise((resolve) => child.on("close", resolve));
    child.stdout.once("data", () => child.stdout.destroy());
    expect(await ended).toBe(1);
  });

  test.each([
    { says: "another machine", changes: { url: "http://10.0.7.11:8080" }, error: /loopback/ },
    { says: "a name that only looks local", changes: { url: "http://localhost.example" }, error: /loopback/ },
    {
      says: "another revision of itself",
      changes: { revision: `sha256:${"0".repeat(64)}` },
      error: /the lock pins sha256:000/,
    },
    { says: "rungs that do not ascend", changes: { rungs: [1, 4, 2] }, error: /wrong or missing: rungs/ },
    { says: "no requests", changes: { requests: 0 }, error: /wrong or missing: requests/ },
    { says: "an authority file that is not there", changes: { caFile: "/nowhere/ca.pem" }, error: /ca\.pem/ },
  ])("before it begins: $says", async ({ changes, error }) => {
    const { exit, stdout, stderr } = await run(
      ladder,
      configFor(ladder, { url: "http://127.0.0.1:1", ...changes }),
    );
    expect({ exit, stdout }).toEqual({ exit: 1, stdout: "" });
    expect(stderr).toMatch(error);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});
