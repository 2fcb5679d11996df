import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it, test } from "vitest";
import { digestOf, hexOf } from "../../../src/model/digest.ts";
import { layout } from "../../../src/model/layout.ts";
import { renderActScript } from "../../../templates/host/act-script.ts";
import { gpuFiles } from "../../../templates/host/gpu-memory.ts";
import { logsFiles } from "../../../templates/host/logs.ts";
import { helperFile, sudoersFile } from "../../../templates/host/sudoers.ts";

const folder = mkdtempSync(join(tmpdir(), "espalier-preparation-"));
afterAll(() => rmSync(folder, { recursive: true }));

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
    const file = join(folder, path.split("/").at(-1) ?? "");
    writeFileSync(file, text);
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

const fresh = (): string => mkdtempSync(join(folder, "root-"));

/** A program of the Mac as a script, first on the search path. */
function program(root: string, name: string, body: string): void {
  const file = join(root, "usr/bin", name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
}

const act = (root: string, ...argv: readonly string[]) => {
  const file = join(root, "act.sh");
  const deed = { kind: "run", operation: "test", subject: "it", why: "a test", argv } as const;
  writeFileSync(file, renderActScript(layout(root), [deed]));
  return spawnSync("dash", [file], { encoding: "utf8" });
};

describe("preparing a Mac", () => {
  it("says what did not take and goes on", () => {
    const root = fresh();
    program(root, "pmset", 'echo "no such setting" >&2; exit 64');
    const ran = act(root, "set_power", "sleep", "0");
    expect(ran.stdout).toContain("power did not take (pmset ended with 64): no such setting");
    expect(ran.stdout).toContain("@@ 0 done");
  });

  it("is quiet about what took", () => {
    const root = fresh();
    program(root, "mdutil", "echo '/: Indexing disabled.'");
    expect(act(root, "quiet_spotlight", "/").stdout).toBe("@@ 0 start\n@@ 0 done\n");
  });

  it("puts a stranger's app aside, whole, and twice is once", () => {
    const root = fresh();
    const app = join(root, "Applications/Ollama.app");
    mkdirSync(app, { recursive: true });
    writeFileSync(join(app, "Ollama"), "bytes");
    expect(act(root, "set_aside", app).status).toBe(0);
    expect(act(root, "set_aside", app).status).toBe(0);
    expect(existsSync(app)).toBe(false);
    const [aside] = readdirSync(join(root, "opt/espalier/aside"));
    expect(aside).toMatch(/^\d+-Ollama\.app$/);
    expect(readFileSync(join(root, "opt/espalier/aside", aside ?? "", "Ollama"), "utf8")).toBe("bytes");
  });

  const candidate = (root: string, text: string): string => {
    program(root, "visudo", 'grep -q NOPASSWD "$2"');
    program(root, "chown", "exit 0");
    const file = join(root, "candidate");
    writeFileSync(file, text);
    return file;
  };

  it("installs rules that visudo accepts, closed to everyone", () => {
    const root = fresh();
    const rules = candidate(root, "oncall ALL=(root) NOPASSWD: /x\n");
    expect(act(root, "install_sudoers", rules, join(root, "etc/sudoers.d/espalier")).status).toBe(0);
    const installed = statSync(join(root, "etc/sudoers.d/espalier"));
    expect(installed.mode & 0o777).toBe(0o440);
  });

  it("never lets sudo see rules that visudo refuses", () => {
    const root = fresh();
    const rules = candidate(root, "everyone may do everything\n");
    const ran = act(root, "install_sudoers", rules, join(root, "etc/sudoers.d/espalier"));
    expect(ran.status).toBe(70);
    expect(ran.stderr).toContain("visudo refuses");
    expect(existsSync(join(root, "etc/sudoers.d"))).toBe(false);
  });
});

describe("logs that a program holds open", () => {
  const empty = (root: string) => {
    const [, script] = logsFiles(layout(root));
    return spawnSync("dash", ["-c", script?.text ?? ""], { encoding: "utf8" });
  };
  const log = (root: string, bytes: number): string => {
    const file = join(root, "var/log/espalier/ollama.log");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "x".repeat(bytes));
    return file;
  };

  it("are emptied into their archive once they are large, and the program writes on in the same file", () => {
    const root = fresh();
    const file = log(root, 21 * 1024 ** 2);
    const { ino } = statSync(file);
    expect(empty(root).status).toBe(0);
    expect(statSync(file)).toMatchObject({ size: 0, ino });
    appendFileSync(file, "y".repeat(21 * 1024 ** 2));
    empty(root);
    expect(statSync(join(root, "var/log/espalier/archive/ollama.log")).size).toBe(42 * 1024 ** 2);
  });

  it("that are a link, or another file by a second name, are left alone", () => {
    const root = fresh();
    const file = log(root, 21 * 1024 ** 2);
    linkSync(file, join(root, "elsewhere"));
    symlinkSync(join(root, "elsewhere"), join(root, "var/log/espalier/link.log"));
    expect(empty(root).stderr).toContain("ollama.log is not a file of one name");
    expect(statSync(file).size).toBe(21 * 1024 ** 2);
    expect(readdirSync(join(root, "var/log/espalier/archive"))).toEqual([]);
  });

  it("stay as they are while they are small", () => {
    const root = fresh();
    const file = log(root, 1000);
    empty(root);
    expect(statSync(file).size).toBe(1000);
  });
});

describe("the operators' program", () => {
  const espalierHost = (...words: readonly string[]) => {
    const root = fresh();
    mkdirSync(join(root, "opt/espalier/state"), { recursive: true });
    const file = join(root, "espalier-host");
    writeFileSync(file, helperFile(layout(root)).text);
    const ran = spawnSync("dash", [file, ...words], { encoding: "utf8", env: { SUDO_USER: "oncall" } });
    return { ran, root };
  };

  it("closes the doors and remembers who did", () => {
    const { ran, root } = espalierHost("drain", "1");
    expect(ran.status, ran.stderr).toBe(0);
    expect(readFileSync(join(root, "opt/espalier/state/drain.map"), "utf8")).toContain("all yes");
    expect(readFileSync(join(root, "opt/espalier/state/held"), "utf8")).toBe("by oncall on the host\n");
  });

  it.each([[[]], [["undrain"]], [["drain", "1; reboot"]], [["footprint", "$(reboot)"]], [["footprint"]]])(
    "refuses %j with its usage",
    (words) => {
      const { ran } = espalierHost(...words);
      expect(ran.status).toBe(64);
      expect(ran.stderr).toContain("usage: espalier-host");
    },
  );
});
