import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SIGNAL_NAMES } from "../../src/load/signals/signal-name.ts";
import { healthy } from "../fakes/chat-server.ts";
import { bundled, climbIn, configFor, run } from "./climbing.ts";
import { judged, serve } from "./serving.ts";

const ladder = await bundled();

/** Programs of a Mac that print what macOS prints, for an engine with one child. */
const PROGRAMS: Readonly<Record<string, string>> = {
  uname: "echo Darwin",
  launchctl: `[ "$*" = "print system/com.espalier.ollama" ] || exit 113; printf '\\tstate = running\\n\\tpid = 893\\n'`,
  ps: `[ "$*" = "-A -ww -o pid=,ppid=,rss=,%cpu=,args=" ] || exit 1; printf '  1 0 10 0.0 launchd\\n893 1 1024 9.5 ollama serve\\n901 893 2048 99.0 ollama runner\\n'`,
  sysctl: `printf 'total = 2048.00M  used = 512.25M  free = 1535.75M  (encrypted)\\n1\\n'`,
  notifyutil: `printf 'com.apple.system.thermalpressurelevel 1\\n'`,
  footprint: `[ "$3 $4 $5" = "-f bytes --noCategories" ] || exit 1; printf '    phys_footprint: %s B\\n' "$2"`,
};

/** Whatever those programs do not answer, but the disk: this machine has one, too. */
const REST = SIGNAL_NAMES.filter(
  (name) =>
    !["rss", "footprint", "swapUsed", "pressure", "thermal", "diskFree", "enginePid", "coTenants"].includes(
      name,
    ),
);

describe("the signals of the machine", () => {
  test("are read beside every rung", async () => {
    const server = await serve(() => healthy());
    const config = configFor(ladder, { url: server.url });
    const { lines } = await run(ladder, config, { path: programs(PROGRAMS) });
    const { signals } = climbIn(config.out);
    const values = {
      rss: 3072 * 1024,
      footprint: 893 + 901,
      swapUsed: 512.25 * 1024 ** 2,
      pressure: 1,
      thermal: 1,
    };
    expect(new Set(signals.map(({ rung }) => rung))).toEqual(new Set([1, 2]));
    for (const signal of signals) expect(signal).toMatchObject(values);
    expect(lines).toContainEqual({ kind: "signals-missing", names: REST });
  });

  test("are named when they cannot be read, and never zero", async () => {
    const server = await serve(() => healthy());
    const config = configFor(ladder, { url: server.url });
    const { footprint: _, notifyutil: __, ...rest } = PROGRAMS;
    const { lines } = await run(ladder, config, { path: programs(rest) });
    const climb = climbIn(config.out);
    expect(lines).toContainEqual({ kind: "signals-missing", names: ["footprint", "thermal", ...REST] });
    for (const signal of climb.signals) expect(Object.keys(signal)).not.toContain("footprint");
    expect(judged(climb, "footprint.peak <= 99 GiB").verdict).toBe("unproven");
    expect(judged(climb, "rss.peak <= 99 GiB").verdict).toBe("pass");
  });
});

describe("an engine that launchd does not run", () => {
  test("is watched by its pid, with its children", async () => {
    const server = await serve(() => healthy());
    const config = configFor(ladder, { url: server.url, enginePid: 901, engineLabel: "com.espalier.nobody" });
    await run(ladder, config, { path: programs(PROGRAMS) });
    const values = { rss: 2048 * 1024, footprint: 901, swapUsed: 512.25 * 1024 ** 2 };
    for (const signal of climbIn(config.out).signals) expect(signal).toMatchObject(values);
  });

  test("leaves nothing to read here when it may be elsewhere", async () => {
    const server = await serve(() => healthy());
    const config = configFor(ladder, { url: server.url, enginePid: 901, engineElsewhere: true });
    const { exit, lines } = await run(ladder, config, { path: programs(PROGRAMS) });
    const { signals } = climbIn(config.out);
    expect(exit).toBe(0);
    expect(signals.length).toBeGreaterThan(2);
    const ours = ["host", "at", "rung", "roundTrip", "canaryLate", "lap"];
    for (const signal of signals) expect(ours).toEqual(expect.arrayContaining(Object.keys(signal)));
    expect(lines).toContainEqual({ kind: "signals-missing", names: SIGNAL_NAMES });
  });
});

function programs(scripts: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), "programs-"));
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(directory, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(directory, name), 0o755);
  }
  return directory;
}
