import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { escapedXml, renderOsUpdate } from "../../../templates/host/os-update.ts";
import { BareHost } from "./bare-host.ts";

const host = new BareHost();
const PASSWORD = "pass<&> $(word)'s";
beforeEach(() => mkdirSync(host.layout.state, { recursive: true }));

/** A program that notes its arguments and its input, and takes its time. */
function noting(name: string, seconds: number): void {
  host.program(
    name,
    `printf '%s\\n' "$*" >>'${host.root}/${name}.argv'\ncat >>'${host.root}/${name}.input'\nsleep ${seconds}`,
  );
}

const noted = (name: string): string => readFileSync(join(host.root, name), "utf8");
const text = (locked: boolean): string =>
  renderOsUpdate(host.layout, { label: "macOS Tahoe 26.6.3-25G101", owner: "admin", locked });
const input = `${PASSWORD}\n${escapedXml(PASSWORD)}\n`;

describe("installing an update", () => {
  it("writes its mark through no link", () => {
    noting("softwareupdate", 0);
    symlinkSync(join(host.root, "victim"), join(host.root, "opt/espalier/state/os-update"));
    expect(host.sh(text(false), { input }).status).toBe(0);
    expect(existsSync(join(host.root, "victim"))).toBe(false);
  });

  it("gives the password to standard input and to no argument", () => {
    noting("softwareupdate", 0);
    noting("fdesetup", 0);
    const ran = host.sh(text(true), { input });
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
    expect(host.sh(text(false), { input }).status).toBe(0);
    expect(existsSync(join(host.root, "fdesetup.argv"))).toBe(false);
    rmSync(join(host.root, "softwareupdate.argv"));
    host.program("fdesetup", "exit 11");
    expect(host.sh(text(true), { input }).status).toBe(11);
    expect(existsSync(join(host.root, "softwareupdate.argv"))).toBe(false);
  });

  it("goes on when its caller is gone, and is not begun a second time", async () => {
    noting("softwareupdate", 2);
    const first = spawn("dash", ["-c", text(false)], { stdio: ["pipe", "pipe", "pipe"] });
    first.stdin.end(input);
    await expect.poll(() => existsSync(join(host.root, "softwareupdate.argv"))).toBe(true);
    first.kill("SIGHUP");
    const second = host.sh(text(false), { input });
    expect(second.stdout).toBe(
      `an installation (pid ${first.pid}) is at work already: waiting for its restart\n`,
    );
    expect(second.status).toBe(0);
    const [code] = (await once(first, "exit")) as [number];
    expect(code).toBe(0);
    expect(noted("softwareupdate.argv").trim().split("\n")).toHaveLength(1);
  });
});
