import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { digestOf, hexOf } from "../../../src/model/digest.ts";
import { layout } from "../../../src/model/layout.ts";
import { gpuFiles } from "../../../templates/host/gpu-memory.ts";
import { logsFiles } from "../../../templates/host/logs.ts";
import { helperFile, sudoersFile } from "../../../templates/host/sudoers.ts";
import { BareHost } from "./bare-host.ts";

const host = new BareHost();
const MAC = layout("/");
const FILES = [
  ...logsFiles(MAC),
  ...gpuFiles(MAC, 36_864),
  helperFile(MAC),
  sudoersFile(MAC, ["oncall", "monitor"]),
];

test.each(FILES)("$path is the reviewed text", async ({ path, text }) => {
  await expect(text).toMatchFileSnapshot(
    `../../golden/templates/host/${path
      .split("/")
      .at(-1)
      ?.replace(/^sudoers$/, "sudoers.txt")}`,
  );
});

test.each(FILES.filter(({ text }) => /\b(esac|done)\n/.test(text)))(
  "shellcheck finds nothing in $path",
  ({ path, text }) => {
    const file = host.file(path, text);
    const checked = spawnSync(
      "shellcheck",
      ["--shell=sh", "--severity=warning", "--exclude=SC2034,SC3037", file],
      {
        encoding: "utf8",
      },
    );
    expect(checked.stdout).toBe("");
    expect(checked.status).toBe(0);
  },
);

test("sudo knows the program by the digest of the very bytes that are written", () => {
  const [line] = sudoersFile(MAC, ["oncall"]).text.split("\n").slice(1);
  const { path, text } = helperFile(MAC);
  expect(line).toBe(`oncall ALL=(root) NOPASSWD: sha256:${hexOf(digestOf(text))} ${path}`);
});

describe("preparing a Mac", () => {
  it("says what did not take and goes on", () => {
    host.program("pmset", 'echo "no such setting" >&2; exit 64');
    const ran = host.act("set_power", "sleep", "0");
    expect(ran.stdout).toContain("power did not take (pmset ended with 64): no such setting");
    expect(ran.stdout).toContain("@@ 0 done");
  });

  it("is quiet about what took", () => {
    host.program("mdutil", "echo '/: Indexing disabled.'");
    expect(host.act("quiet_spotlight", "/").stdout).toBe("@@ 0 start\n@@ 0 done\n");
  });

  it("puts a stranger's app aside, whole, and twice is once", () => {
    const app = join(host.root, "Applications/Ollama.app");
    mkdirSync(app, { recursive: true });
    writeFileSync(join(app, "Ollama"), "bytes");
    expect(host.act("set_aside", app).status).toBe(0);
    expect(host.act("set_aside", app).status).toBe(0);
    expect(existsSync(app)).toBe(false);
    const [aside] = readdirSync(join(host.root, "opt/espalier/aside"));
    expect(aside).toMatch(/^\d+-Ollama\.app$/);
    expect(readFileSync(join(host.root, "opt/espalier/aside", aside ?? "", "Ollama"), "utf8")).toBe("bytes");
  });

  const candidate = (text: string): string => {
    host.program("visudo", 'grep -q NOPASSWD "$2"');
    host.program("chown", "exit 0");
    return host.file("candidate", text);
  };

  it("installs rules that visudo accepts, closed to everyone", () => {
    const rules = candidate("oncall ALL=(root) NOPASSWD: /x\n");
    expect(host.act("install_sudoers", rules, join(host.root, "etc/sudoers.d/espalier")).status).toBe(0);
    const installed = statSync(join(host.root, "etc/sudoers.d/espalier"));
    expect(installed.mode & 0o777).toBe(0o440);
  });

  it("never lets sudo see rules that visudo refuses", () => {
    const rules = candidate("everyone may do everything\n");
    const ran = host.act("install_sudoers", rules, join(host.root, "etc/sudoers.d/espalier"));
    expect(ran.status).toBe(70);
    expect(ran.stderr).toContain("visudo refuses");
    expect(existsSync(join(host.root, "etc/sudoers.d"))).toBe(false);
  });
});

describe("logs that a program holds open", () => {
  const empty = () => {
    const [, script] = logsFiles(host.layout);
    return host.sh(script?.text ?? "");
  };
  const log = (bytes: number): string => host.file("var/log/espalier/ollama.log", "x".repeat(bytes));

  it("are emptied into their archive once they are large, and the program writes on in the same file", () => {
    const file = log(21 * 1024 ** 2);
    const { ino } = statSync(file);
    expect(empty().status).toBe(0);
    expect(statSync(file)).toMatchObject({ size: 0, ino });
    appendFileSync(file, "y".repeat(21 * 1024 ** 2));
    empty();
    expect(statSync(join(host.root, "var/log/espalier/archive/ollama.log")).size).toBe(42 * 1024 ** 2);
  });

  it("that are a link, or another file by a second name, are left alone", () => {
    const file = log(21 * 1024 ** 2);
    linkSync(file, join(host.root, "elsewhere"));
    symlinkSync(join(host.root, "elsewhere"), join(host.root, "var/log/espalier/link.log"));
    expect(empty().stderr).toContain("ollama.log is not a file of one name");
    expect(statSync(file).size).toBe(21 * 1024 ** 2);
    expect(readdirSync(join(host.root, "var/log/espalier/archive"))).toEqual([]);
  });

  it("stay as they are while they are small", () => {
    const file = log(1000);
    empty();
    expect(statSync(file).size).toBe(1000);
  });
});

describe("the operators' program", () => {
  const espalierHost = (...words: readonly string[]) => {
    mkdirSync(host.layout.state, { recursive: true });
    const file = host.file("espalier-host", helperFile(host.layout).text);
    return spawnSync("dash", [file, ...words], { encoding: "utf8", env: { SUDO_USER: "oncall" } });
  };

  it("closes the doors and remembers who did", () => {
    const ran = espalierHost("drain", "1");
    expect(ran.status, ran.stderr).toBe(0);
    expect(readFileSync(join(host.root, "opt/espalier/state/drain.map"), "utf8")).toContain("all yes");
    expect(readFileSync(join(host.root, "opt/espalier/state/held"), "utf8")).toBe("by oncall on the host\n");
  });

  it.each([[[]], [["undrain"]], [["drain", "1; reboot"]], [["footprint", "$(reboot)"]], [["footprint"]]])(
    "refuses %j with its usage",
    (words) => {
      const ran = espalierHost(...words);
      expect(ran.status).toBe(64);
      expect(ran.stderr).toContain("usage: espalier-host");
    },
  );
});
