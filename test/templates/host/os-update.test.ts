import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { layout } from "../../../src/model/layout.ts";
import { escapedXml, renderOsUpdate } from "../../../templates/host/os-update.ts";

const folder = mkdtempSync(join(tmpdir(), "espalier-os-update-"));
afterAll(() => rmSync(folder, { recursive: true }));

const PASSWORD = "pass<&> $(word)'s";
let root = "";
beforeEach(() => {
  root = mkdtempSync(join(folder, "root-"));
  mkdirSync(join(root, "usr/bin"), { recursive: true });
  mkdirSync(join(root, "opt/espalier/state"), { recursive: true });
});

/** A program that notes its arguments and its input, and takes its time. */
function noting(name: string, seconds: number): void {
  const file = join(root, "usr/bin", name);
  const body = `printf '%s\\n' "$*" >>'${root}/${name}.argv'\ncat >>'${root}/${name}.input'\nsleep ${seconds}\n`;
  writeFileSync(file, `#!/bin/sh\n${body}`);
  chmodSync(file, 0o755);
}

const noted = (name: string): string => readFileSync(join(root, name), "utf8");
const text = (locked: boolean): string =>
  renderOsUpdate(layout(root), { label: "macOS Tahoe 26.6.3-25G101", owner: "admin", locked });
const input = `${PASSWORD}\n${escapedXml(PASSWORD)}\n`;

describe("installing an update", () => {
  it("writes its mark through no link", () => {
    noting("softwareupdate", 0);
    symlinkSync(join(root, "victim"), join(root, "opt/espalier/state/os-update"));
    expect(spawnSync("dash", ["-c", text(false)], { input }).status).toBe(0);
    expect(existsSync(join(root, "victim"))).toBe(false);
  });

  it("gives the password to standard input and to no argument", () => {
    noting("softwareupdate", 0);
    noting("fdesetup", 0);
    const ran = spawnSync("dash", ["-c", text(true)], { encoding: "utf8", input });
    expect(ran.status, ran.stderr).toBe(0);
    expect(noted("softwareupdate.argv")).toBe(
      "--install macOS Tahoe 26.6.3-25G101 --restart --agree-to-license --user admin --stdinpass\n",
    );
    expect(noted("softwareupdate.input")).toBe(`${PASSWORD}\n`);
    expect(noted("fdesetup.argv")).toBe("authrestart -inputplist -delayminutes -1\n");
    expect(noted("fdesetup.input")).toContain(`<string>${escapedXml(PASSWORD)}</string>`);
  });

  it("does not arm a restart that needs no unlocking, and stops when arming fails", () => {
    noting("softwareupdate", 0);
    expect(spawnSync("dash", ["-c", text(false)], { input }).status).toBe(0);
    expect(existsSync(join(root, "fdesetup.argv"))).toBe(false);
    rmSync(join(root, "softwareupdate.argv"));
    writeFileSync(join(root, "usr/bin/fdesetup"), "#!/bin/sh\nexit 11\n", { mode: 0o755 });
    expect(spawnSync("dash", ["-c", text(true)], { input }).status).toBe(11);
    expect(existsSync(join(root, "softwareupdate.argv"))).toBe(false);
  });

  it("goes on when its caller is gone, and is not begun a second time", async () => {
    noting("softwareupdate", 2);
    const first = spawn("dash", ["-c", text(false)], { stdio: ["pipe", "pipe", "pipe"] });
    first.stdin.end(input);
    await expect.poll(() => existsSync(join(root, "softwareupdate.argv"))).toBe(true);
    first.kill("SIGHUP");
    const second = spawnSync("dash", ["-c", text(false)], { encoding: "utf8", input });
    expect(second.stdout).toBe(
      `an installation (pid ${first.pid}) is at work already: waiting for its restart\n`,
    );
    expect(second.status).toBe(0);
    const [code] = (await once(first, "exit")) as [number];
    expect(code).toBe(0);
    expect(noted("softwareupdate.argv").trim().split("\n")).toHaveLength(1);
  });
});
