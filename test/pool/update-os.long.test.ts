import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { SimulatedHost } from "../../simulator/pool.ts";
import { digestOf } from "../../src/model/digest.ts";
import type { Plan } from "../../src/model/step.ts";
import { onHost } from "../simulator/shell.ts";
import { type Orchard, orchard } from "./orchard.ts";
import { type Ended, failureOf, type Program } from "./program.ts";
import { isDrained, qualifiedRecord } from "./standing.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** Nothing of the product may hold it; only the host's softwareupdate hears it. */
const PASSWORD = "or<&>chard's";
const OLD = { version: "26.6.2", build: "25G83", since: "2026-01-01" };
const NEW = { version: "26.6.3", build: "25G101", since: "2026-02-01" };

let grove: Orchard;
let first: SimulatedHost;
let second: SimulatedHost;

const state = (host: SimulatedHost, name: string): string => join(host.root, ".mac", name);
const offer = (host: SimulatedHost): void =>
  writeFileSync(state(host, "updates"), `* Label: macOS Tahoe ${NEW.version}-${NEW.build}\n\tTitle: macOS\n`);
const osOf = (host: SimulatedHost): string => readFileSync(state(host, "os/BuildVersion"), "utf8").trim();
const bootOf = (host: SimulatedHost): string =>
  readFileSync(state(host, "sysctl/kern.bootsessionuuid"), "utf8").trim();
const update = (...more: readonly string[]) => grove.espalier("update-os", "orchard", ...more);
const said = (ended: Ended): string => JSON.stringify(ended.lines);

beforeAll(async () => {
  grove = await orchard({ hosts: 2 });
  [first, second] = [grove.host("mac-01"), grove.host("mac-02")];
  for (const host of [first, second]) writeFileSync(state(host, "owner-password"), `${PASSWORD}\n`);
  writeFileSync(join(grove.project, "password"), `${PASSWORD}\n`, { mode: 0o600 });
  const owner = { user: "admin", password: `file:${join(grove.project, "password")}` };
  await grove.pinned([["os"], { allow: [OLD, NEW], owner, deadline: "6s" }]);
  expect((await grove.espalier("apply", "orchard")).exit).toBe(0);
});
afterAll(() => grove.stop());

describe("an update that cannot be done", () => {
  test("is refused before anything is touched when Apple does not offer the build", async () => {
    const refused = await update("mac-01");
    expect(refused.exit).toBe(1);
    expect(failureOf(refused)).toMatchObject({ code: "os-unoffered" });
    expect(isDrained(first)).toBe(false);
  });

  test("is shown by --plan, which changes nothing", async () => {
    offer(first);
    const shown = await update("mac-01", "--plan");
    expect(shown.exit).toBe(0);
    const [plan] = (shown.lines.find(({ kind }) => kind === "plan")?.["plans"] ?? []) as readonly Plan[];
    expect(plan?.steps.map(({ operation }) => operation)).toEqual([
      "drain",
      "drain",
      "os",
      "pin",
      "ladder",
      "undrain",
    ]);
    expect(isDrained(first)).toBe(false);
    expect(osOf(first)).toBe(OLD.build);
  });

  test("leaves the host cordoned with the cause when the password is not the owner's", async () => {
    writeFileSync(join(grove.project, "password"), "wrong\n");
    const refused = await update("mac-01");
    writeFileSync(join(grove.project, "password"), `${PASSWORD}\n`);
    expect(failureOf(refused)).toMatchObject({ code: "update-refused", saw: "Failed to authenticate" });
    expect(isDrained(first)).toBe(true);
    expect(osOf(first)).toBe(OLD.build);
  });

  test("keeps the pool to one host at a time", async () => {
    offer(second);
    const refused = await update("mac-02");
    expect(failureOf(refused)).toMatchObject({ code: "update-underway" });
    expect(String(failureOf(refused)?.["saw"])).toContain(
      "mac-01 is closed for update-os to macOS 26.6.3 25G101",
    );
    expect(isDrained(second)).toBe(false);
  });

  test("does not believe an exit of 0: no room, and no restart", async () => {
    writeFileSync(state(first, "disk-full"), "yes\n");
    expect(failureOf(await update("mac-01"))).toMatchObject({
      code: "update-refused",
      saw: "Not enough free disk space: a total of 17.13 GB is required.",
    });
    rmSync(state(first, "disk-full"));
    writeFileSync(state(first, "update-lies"), "yes\n");
    expect(failureOf(await update("mac-01"))).toMatchObject({ code: "restart-missed" });
    rmSync(state(first, "update-lies"));
    expect(isDrained(first)).toBe(true);
  });
});

/** Kills the program when it tells `word`. */
async function killedAt(program: Program, word: string): Promise<void> {
  await program.tells((event) => JSON.stringify(event).includes(word));
  await program.kill();
}

describe("an update", () => {
  test("that is killed while it installs, and again while it proves, goes on and opens on a pass", async () => {
    const boot = bootOf(first);
    const full = qualifiedRecord(first).run;
    await killedAt(grove.start("update-os", "orchard", "mac-01"), "Downloading");
    await expect.poll(() => osOf(first), { timeout: 20_000 }).toBe(NEW.build);
    await expect.poll(() => bootOf(first), { timeout: 20_000 }).not.toBe(boot);
    await killedAt(grove.start("update-os", "orchard", "mac-01"), "is pinned as");
    expect(isDrained(first)).toBe(true);
    const ended = await update("mac-01");
    expect(ended.exit, said(ended)).toBe(0);
    expect(isDrained(first)).toBe(false);
    expect(qualifiedRecord(first).proof).toMatchObject({ extent: "reduced", full });
    expect(readFileSync(join(grove.folders.inventory, "locks/orchard.lock.yaml"), "utf8")).toContain(
      NEW.build,
    );
    expect((await grove.espalier("audit", "orchard")).exit).toBe(0);
  });

  test("with FileVault on arms the restart first", async () => {
    await grove.pinned([["preparation"], { fileVault: "on", operators: ["llmops"] }]);
    writeFileSync(state(second, "filevault"), "on\n");
    const ended = await update("mac-02");
    expect(ended.exit, said(ended)).toBe(0);
    expect(readFileSync(state(second, "filevault-armed"), "utf8")).toBe("used\n");
    expect(osOf(second)).toBe(NEW.build);
  });

  test("waits for a host that an earlier run has sent into its restart", async () => {
    writeFileSync(state(second, "filevault-armed"), "yes\n");
    await grove.strike("mac-02", "dead-host");
    const program = grove.start("update-os", "orchard", "mac-02");
    await program.tells((event) => JSON.stringify(event).includes("it may be restarting"));
    await grove.clear("mac-02", "dead-host");
    const ended = await program.ended;
    expect(ended.exit, said(ended)).toBe(0);
  });

  test("leaves an operator who may close the doors by one program, and nothing else as root", async () => {
    const rules = readFileSync(join(second.root, "etc/sudoers.d/espalier"), "utf8");
    const program = join(second.root, "opt/espalier/bin/espalier-host");
    expect(rules).toContain(`NOPASSWD: ${digestOf(readFileSync(program))} ${program}`);
    expect(statSync(join(second.root, "etc/sudoers.d/espalier")).mode & 0o777).toBe(0o440);
    expect((await onHost(second, `sudo -n ${program} drain 1`)).code).toBe(0);
    expect(isDrained(second)).toBe(true);
    const status = await grove.espalier("status", "orchard", "--on", "mac-02");
    expect(said(status)).toContain("drained: by llmops on the host");
  });

  test("keeps the password out of every report, timeline and lock", () => {
    const files = [grove.folders.reports, grove.folders.home, grove.folders.inventory].flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()),
    );
    expect(files.length).toBeGreaterThan(20);
    const texts = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
    expect(texts.filter((text) => text.includes(PASSWORD) || text.includes("or&lt;"))).toEqual([]);
  });
});
