import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { samplesFromCsv } from "../../src/load/samples-csv.ts";
import type { Check } from "../../src/model/audit.ts";
import { ttft } from "../../src/model/latency.ts";
import { type Orchard, orchard } from "./orchard.ts";
import { isDrained } from "./standing.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let grove: Orchard;
/** Folder of a run that passed. */
let run: string;

beforeAll(async () => {
  grove = await orchard({ hosts: 1 });
  await grove.pinned();
  const { lines } = await grove.espalier("apply", "orchard");
  run = String(lines.find(({ kind }) => kind === "report")?.["directory"]);
});
afterAll(() => grove.stop());

const keygen = (argv: readonly string[], input: string | Buffer): boolean => {
  try {
    execFileSync("ssh-keygen", argv, { input, stdio: ["pipe", "ignore", "ignore"] });
    return true;
  } catch {
    return false;
  }
};

/** What an auditor without Espalier types. */
function stock(folder: string): boolean {
  const report = join(folder, "result.json");
  const signers = join(grove.pool.inventory, "allowed_signers");
  const who = ["-I", "release@orchard.example", "-n", "espalier-gate-report"];
  return keygen(["-Y", "verify", "-f", signers, ...who, "-s", `${report}.sig`], readFileSync(report));
}

/** The lines of the log of the proxy that are whole, by the id of their request. */
function logged(): ReadonlyMap<unknown, unknown> {
  const log = readFileSync(join(grove.host("mac-01").root, "var/log/espalier/haproxy.log"), "utf8");
  const lines = log
    .split("\n")
    .slice(0, -1)
    .filter((line) => line.startsWith("{"));
  return new Map(lines.map((line) => JSON.parse(line)).map((line) => [line.id, line]));
}

test("the id of every request leads to its line in the log of the proxy, and the report names the slowest", async () => {
  const samples = samplesFromCsv(readFileSync(join(run, "hosts/mac-01/samples.csv"), "utf8"));
  expect(samples.length).toBeGreaterThan(10);
  await vi.waitFor(() => {
    const byId = logged();
    for (const { id, status } of samples)
      expect(byId.get(id)).toMatchObject({ key: "ladder", lane: "interactive", st: status });
  }, 30_000);
  const climbed = samples.filter(({ lap }) => lap === undefined);
  const [slow] = climbed.sort((a, b) => ttft(b) - ttft(a));
  expect(readFileSync(join(run, "index.html"), "utf8")).toContain(`<code>${slow?.id}</code>`);
});

/** Exit code of `espalier verify` and the names of the checks that failed. */
async function verified(
  folder: string,
): Promise<readonly [exit: number | undefined, failed: readonly string[]]> {
  const { exit, lines } = await grove.espalier("verify", folder);
  const checks = lines.flatMap((line) => (line["checks"] as readonly Check[] | undefined) ?? []);
  expect(checks.length).toBeGreaterThan(5);
  return [exit, checks.flatMap(({ verdict, name }) => (verdict === "pass" ? [] : [name]))];
}

function copy(name: string): string {
  const folder = join(grove.project, `copy-${name.replaceAll("/", "-")}`);
  cpSync(run, folder, { recursive: true });
  return folder;
}

/** Flips one bit in the middle of the last number of a file, so that the text can still be read. */
function flip(file: string): void {
  const bytes = readFileSync(file);
  const at = bytes.findLastIndex((byte) => byte >= 0x30 && byte <= 0x39);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

test("a good run is accepted by espalier verify and by stock ssh-keygen", async () => {
  expect(await verified(run)).toEqual([0, []]);
  expect(stock(run)).toBe(true);
});

test.each(["result.json", "hosts/mac-01/samples.csv", "hosts/mac-01/climb.json", "index.html", "report.md"])(
  "one byte of %s changed is refused and named",
  async (name) => {
    const folder = copy(name);
    flip(join(folder, name));
    const [exit, failed] = await verified(folder);
    expect(exit).toBe(1);
    expect(failed).toContain(name === "result.json" ? "signature" : name);
    expect(stock(folder)).toBe(name !== "result.json");
  },
);

test("a report that was signed by somebody whom nobody trusts is refused by both", async () => {
  const folder = copy("signed");
  const key = join(grove.project, "mallory");
  keygen(["-q", "-t", "ed25519", "-N", "", "-f", key], "");
  expect(
    keygen(["-q", "-Y", "sign", "-f", key, "-n", "espalier-gate-report", join(folder, "result.json")], "y\n"),
  ).toBe(true);
  expect(await verified(folder)).toEqual([1, ["signature"]]);
  expect(stock(folder)).toBe(false);
});

test("an A/B of a model with itself takes turns, leaves the host open, and is compared again from its signed folders", async () => {
  const terms = ["--rounds", "2", "--rungs", "1,2", "--requests", "12"];
  const { lines, exit } = await grove.espalier("ab", "orchard", "chat", "chat", "--on", "mac-01", ...terms);
  const told = lines.find(({ kind }) => kind === "contrast");
  expect(told, JSON.stringify(lines.slice(-3))).toMatchObject({
    unit: "run",
    a: { climbs: ["a@1/mac-01", "a@2/mac-01"], host: "mac-01" },
    b: { climbs: ["b@1/mac-01", "b@2/mac-01"] },
  });
  const folder = String(told?.["directory"]);
  expect(await verified(join(folder, "a/1"))).toEqual([0, []]);
  expect(stock(join(folder, "b/2"))).toBe(true);
  const again = await grove.espalier("compare", join(folder, "a"), join(folder, "b"));
  expect([again.exit, again.lines.at(-1)?.["numbers"]]).toEqual([exit, told?.["numbers"]]);
  expect(isDrained(grove.host("mac-01"))).toBe(false);
  expect((await grove.espalier("audit", "orchard")).exit).toBe(0);
});
