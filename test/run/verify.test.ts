import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { virtualClimb } from "../../bench/truth/climb.ts";
import { verify } from "../../playbooks/verify.ts";
import { signFile, verifyFile } from "../../src/connectors/ssh-keygen.ts";
import { voidRungs } from "../../src/gates/doubt/void-rungs.ts";
import { judge } from "../../src/gates/judge.ts";
import { parsedRule } from "../../src/inventory/rule.ts";
import { climbToEvidence } from "../../src/load/evidence.ts";
import { measure } from "../../src/load/measure.ts";
import type { Climb } from "../../src/model/climb.ts";
import type { HostResult, RunResult } from "../../src/model/run-result.ts";
import { GATE_REPORT_NAMESPACE } from "../../src/report/namespace.ts";
import { verifyRun } from "../../src/run/verify.ts";
import { composeRun, writeHostEvidence } from "../../src/store/evidence.ts";
import { fakeClimbs, fakeRun } from "../fakes/run-result.ts";

const IDENTITY = "release@example";

let place = "";
let run = "";
beforeEach(async () => {
  place = mkdtempSync(join(tmpdir(), "espalier-verify-"));
  run = join(place, "reports", "orchard", "20261120T221004Z");
  newKey("key");
  writeFileSync(join(place, "signers"), `${IDENTITY} ${readFileSync(join(place, "key.pub"), "utf8")}`);
  await compose(run);
  await sign();
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

const newKey = (name: string): void => {
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", join(place, name)]);
};

const sign = (key = "key"): Promise<string> =>
  signFile(join(run, "result.json"), { key: join(place, key), namespace: GATE_REPORT_NAMESPACE });

/** The fixture with verdicts that were truly judged from its climbs, as a run leaves it on disk. */
async function compose(
  folder: string,
  changed = (_: string, climb?: Climb) => climb,
  outcome?: HostResult["outcome"],
): Promise<RunResult> {
  const { hosts, ...rest } = fakeRun();
  const rules = rest.rules.map(parsedRule);
  const judged: HostResult[] = [];
  for (const host of hosts) {
    const climb = changed(host.host, fakeClimbs().get(host.host));
    const gate = climb ? judge(climb, measure(climb, voidRungs(climb)), { rules }) : host.gate;
    const texts = climb && climbToEvidence(climb);
    const raw = texts && { samplesCsv: texts.samples, signalsCsv: texts.signals, climbJson: texts.climb };
    judged.push(
      await writeHostEvidence(folder, { ...host, ...(outcome && { outcome }), gate, evidence: {} }, raw),
    );
  }
  return composeRun(folder, { ...rest, hosts: judged });
}

const verified = async (identity?: string): Promise<readonly string[]> => {
  const trusted = { allowedSigners: join(place, "signers"), ...(identity === undefined ? {} : { identity }) };
  const { checks } = await verifyRun(run, trusted);
  expect(checks.length).toBeGreaterThan(0);
  return checks.filter(({ verdict }) => verdict !== "pass").map(({ name, saw }) => `${name}: ${saw}`);
};

/** Stock OpenSSH, as the report's last chapter tells an auditor to call it. */
function stock(): number {
  const args = ["-Y", "verify", "-f", join(place, "signers"), "-I", IDENTITY, "-n", GATE_REPORT_NAMESPACE];
  try {
    const input = readFileSync(join(run, "result.json"));
    execFileSync("ssh-keygen", [...args, "-s", join(run, "result.json.sig")], { input, stdio: "pipe" });
    return 0;
  } catch (error) {
    return (error as { status: number }).status;
  }
}

/** Changes one byte in the middle of a file. */
function flip(name: string, at = 0.5): void {
  const bytes = readFileSync(join(run, name));
  const index = Math.floor(bytes.length * at);
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  writeFileSync(join(run, name), bytes);
}

describe("a climb that decided how far it goes", () => {
  const rules = ["errors == 0"];
  const host = { slots: 2, prefill: 100, decode: 900, spread: 0.1, memory: 0, crowding: 0 };
  const wish = { host, seed: 3, rungs: [1, 2, 4, 8], requests: 80, budget: 320, rules };
  const own = virtualClimb(wish);
  const named = <T extends { readonly host: string }>(one: T): T => ({ ...one, host: "mac-01" });
  const climb: Climb = {
    ...named(own),
    samples: own.samples.map(named),
    returned: own.returned?.map(named) ?? [],
    revision: fakeRun().hosts[0]?.ladderRevision ?? "",
  };
  const told = async (change: Partial<Climb>): Promise<readonly string[]> => {
    await compose(run, (name, fake) => (name === "mac-01" ? { ...climb, ...change } : fake));
    await sign();
    return (await verified()).filter((line) => line.startsWith("mac-01: decisions"));
  };

  test("stops where requests queue, and that is found again from its samples", async () => {
    expect(climb.decisions?.map(({ rung, kind }) => `${rung} ${kind}`)).toEqual([
      "1 next",
      "2 next",
      "4 stop",
      "1 stop",
    ]);
    expect(await told({})).toEqual([]);
  });

  test.each([
    {
      says: "another decision",
      change: { decisions: climb.decisions?.map((one) => ({ ...one, kind: "next" as const })) ?? [] },
    },
    { says: "one decision less", change: { decisions: climb.decisions?.slice(0, -1) ?? [] } },
    { says: "a rung that was never looked at", change: { samples: climb.samples.slice(2) } },
    { says: "a rule of its own", change: { rules: ["ttft.p95 <= 9 h"] } },
  ])("$says is told", async ({ change }) => {
    expect(await told(change)).toHaveLength(1);
  });
});

describe("a signed report", () => {
  test("is accepted by Espalier and by stock ssh-keygen", async () => {
    expect(await verified()).toEqual([]);
    expect(await verified(IDENTITY)).toEqual([]);
    expect(stock()).toBe(0);
  });

  test.each(["result.json", "result.json.sig"])(
    "with one byte of %s changed is refused by both",
    async (name) => {
      flip(name);
      expect((await verified())[0]).toMatch(/^signature: /);
      expect(stock()).not.toBe(0);
    },
  );

  test.each([
    "hosts/mac-01/samples.csv",
    "hosts/mac-02/signals.csv",
    "hosts/mac-01/climb.json",
    "hosts/mac-03/result.json",
    "index.html",
    "report.md",
    "samples.csv",
  ])("with one byte of %s changed names that file", async (name) => {
    flip(name);
    expect((await verified()).join("\n")).toContain(`${name}: sha256:`);
  });

  test.each(["hosts/mac-01/samples.csv", "hosts/mac-01/result.json", "report.md"])(
    "without its %s is refused",
    async (name) => {
      rmSync(join(run, name));
      expect((await verified()).join("\n")).toContain(`${name}: no such file`);
    },
  );

  test("without its result.json is none, and nothing is said of a signature", async () => {
    rmSync(join(run, "result.json"));
    expect(await verified()).toEqual([expect.stringMatching(/^result.json: .* there is no such file/)]);
  });
});

describe("a report that is well signed", () => {
  test.each<[string, (text: string) => string, RegExp]>([
    [
      "with a kinder verdict of the run",
      (text) => text.replace(/^ {2}"verdict": "fail"/m, '  "verdict": "pass"'),
      /^verdict of the run/m,
    ],
    [
      "with a kinder verdict of a host",
      (text) => text.replaceAll('"verdict": "fail"', '"verdict": "pass"'),
      /mac-02: verdict judged again/,
    ],
    ["with other rules", (text) => text.replace('"errors == 0",', ""), /mac-01: verdict judged again/],
    [
      "with another number",
      (text) => text.replace('"requests": 80', '"requests": 81'),
      /mac-01: verdict judged again: other numbers/,
    ],
    [
      "with another instrument",
      (text) => text.replace(/"ladderRevision": "sha256:./, '"ladderRevision": "sha256:x'),
      /ladder revision/,
    ],
    [
      "that forgets a host",
      (text) => text.replace('"host": "mac-03"', '"host": "mac-04"'),
      /none for mac-03/,
    ],
    ["that is no report", () => "[]", /it is no gate report/],
    ["that is cut short", (text) => text.slice(0, 900), /it is no gate report/],
    [
      "that passes without evidence",
      (text) => text.replaceAll('"verdict": "unproven"', '"verdict": "pass"'),
      /mac-03: verdict judged again: no evidence/,
    ],
  ])("%s is refused", async (_, forge, saying) => {
    const path = join(run, "result.json");
    const text = readFileSync(path, "utf8");
    expect(forge(text)).not.toBe(text);
    writeFileSync(path, forge(text));
    await sign();
    const failed = (await verified()).join("\n");
    expect(failed).not.toMatch(/^signature/m);
    expect(failed).toMatch(saying);
  });
});

describe("where a report lies", () => {
  const moved = async (...parts: readonly string[]): Promise<readonly string[]> => {
    const there = join(place, ...parts);
    cpSync(run, there, { recursive: true });
    run = there;
    return verified();
  };

  test.each([
    [
      "under the name of another run",
      ["reports", "orchard", "20261121-093012-k3x9ab"],
      /^folder: 20261121-093/,
    ],
    ["in the reports of another pool", ["reports", "grove", "20261120T221004Z"], /^folder: grove\/2026/],
  ])("%s it is refused", async (_, parts, saying) => {
    expect(await moved(...parts)).toEqual([expect.stringMatching(saying)]);
  });

  test.each([
    ["a folder of any name", ["Downloads", "x"]],
    ["its own name elsewhere", ["Downloads", "20261120T221004Z"]],
  ])("%s is as good as its own", async (_, parts) => {
    expect(await moved(...parts)).toEqual([]);
  });

  test("the folder of a host that it does not name is refused", async () => {
    mkdirSync(join(run, "hosts", "mac-04"));
    expect(await verified()).toEqual(["folders of hosts: hosts/mac-04"]);
  });

  test("what its signature does not cover is told, and the run", async () => {
    const added = ["timeline.ndjson", "approved.html", "hosts/mac-01/extra.csv"];
    for (const name of added) writeFileSync(join(run, name), "");
    const told = await verify(run, join(place, "signers"));
    expect(told).toMatchObject({ exit: 0, run: { pool: "orchard", run: "20261120T221004Z" } });
    expect(told.run?.uncovered).toEqual(added.toSorted());
  });
});

describe("no run at all:", () => {
  test.each([
    ["no folder", () => join(place, "nowhere"), /nowhere: there is no such folder/],
    ["a file", () => join(run, "report.md"), /report\.md: it is no folder/],
  ])("%s (64)", async (_, path, saying) => {
    const told = verify(path(), join(place, "signers"));
    await expect(told).rejects.toMatchObject({ code: "run-missing", exit: 64 });
    await expect(told).rejects.toThrow(saying);
  });
});

describe("without a signature", () => {
  beforeEach(() => rmSync(join(run, "result.json.sig")));

  /** As a laptop leaves it: measured, and of no pool. */
  const leaveLaptop = async (): Promise<void> => {
    rmSync(run, { recursive: true });
    await compose(run, (_, climb) => climb, "measured");
  };
  const exit = async (): Promise<number> => (await verify(run, join(place, "signers"))).exit;

  test("the report of a pool is refused", async () => {
    expect((await verified()).join("\n")).toMatch(/the report is unsigned: name a key under gates.signing/);
    expect(await exit()).toBe(1);
  });

  test("a laptop's is unproven, for nobody vouches for it", async () => {
    await leaveLaptop();
    expect(await verified()).toEqual([expect.stringMatching(/^signature: none, .*nobody vouches/)]);
    expect(await exit()).toBe(4);
  });

  test("a laptop's is refused where anything else does not hold", async () => {
    await leaveLaptop();
    flip("hosts/mac-01/samples.csv");
    expect(await exit()).toBe(1);
  });
});

describe("whose signature", () => {
  test("a laptop's report that is signed has to hold like any other", async () => {
    rmSync(run, { recursive: true });
    await compose(run, (_, climb) => climb, "measured");
    await sign();
    expect(await verified()).toEqual([]);
    flip("result.json.sig");
    expect((await verify(run, join(place, "signers"))).exit).toBe(1);
  });

  test("a key that nobody trusts is refused", async () => {
    newKey("stranger");
    await sign("stranger");
    expect((await verified()).join("\n")).toMatch(/no key in .*signers made it/);
    expect((await verified(IDENTITY)).join("\n")).toMatch(/no key of release@example/);
    expect(stock()).not.toBe(0);
  });

  test("a signature made for something else is refused", async () => {
    await signFile(join(run, "result.json"), { key: join(place, "key"), namespace: "file" });
    expect((await verified()).join("\n")).toMatch(/^signature/);
    expect(stock()).not.toBe(0);
  });

  test.each([
    ["no such key", "nowhere", /nowhere: .*No such file/],
    ["no allowed signers", undefined, /signers.*cannot be read/],
  ])("%s is a failure that says what to do", async (_, key, saying) => {
    if (key !== undefined) await expect(sign(key)).rejects.toThrow(saying);
    else {
      const trust = {
        allowedSigners: join(place, "no-signers"),
        identity: IDENTITY,
        namespace: GATE_REPORT_NAMESPACE,
      };
      await expect(verifyFile(join(run, "result.json"), trust)).rejects.toThrow(saying);
    }
  });

  test("a machine without ssh-keygen says how to get it", async () => {
    const path = process.env["PATH"];
    try {
      process.env["PATH"] = place;
      await expect(sign()).rejects.toThrow(/install OpenSSH/);
    } finally {
      process.env["PATH"] = path;
    }
  });

  test("a key with a passphrase asks nobody", async () => {
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "secret", "-f", join(place, "locked")]);
    await expect(sign("locked")).rejects.toThrow(/passphrase/);
  });
});
