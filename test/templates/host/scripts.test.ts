import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { hostQuestions } from "../../../src/facts/host.ts";
import { layout } from "../../../src/model/layout.ts";
import { type Deed, renderActScript } from "../../../templates/host/act-script.ts";
import { renderFactsScript } from "../../../templates/host/facts-script.ts";
import { renderGatewayWord } from "../../../templates/host/gateway-word.ts";
import { quoted } from "../../../templates/host/quote.ts";

const folder = mkdtempSync(join(tmpdir(), "espalier-scripts-"));
afterAll(() => rmSync(folder, { recursive: true }));

const words = { operation: "test", subject: "it", why: "a test asks for it" };
const run = (...argv: string[]): Deed => ({ kind: "run", ...words, argv });
const put = (path: string, text: string, mode = "0644"): Deed => ({
  kind: "put",
  ...words,
  path,
  text,
  mode,
});

const factsOf = (root: string): string => {
  const interest = {
    layout: layout(root),
    release: "0123456789ab",
    labels: ["com.espalier.ollama", "com.espalier.haproxy"],
    engines: { ollama: { kind: "ollama", port: 11_434 } as const },
    metricsPort: 9464,
    files: ["/etc/sudoers.d/espalier"],
    rehash: false,
    programs: [
      { directory: "ollama/0123456789ab", program: "ollama", team: "3MU9H2V9Y9" },
      { directory: "node/0123456789ab", program: "bin/node" },
    ],
  };
  return renderFactsScript(interest.layout, hostQuestions(interest));
};

const DEEDS = [
  run("ensure_account", "_espalier", "/opt/espalier"),
  put("/opt/espalier/releases/pool/0123456789ab/keys.map", "abc interactive:web-1:O'Brien\n"),
  run("activate", "/opt/espalier/releases/pool/0123456789ab"),
];

const SCRIPTS: readonly (readonly [string, string])[] = [
  ["facts.sh", factsOf("/")],
  ["act.sh", renderActScript(layout("/"), DEEDS, { owners: ["orchard"] })],
  ["gateway-word.sh", renderGatewayWord(layout("/"), "mac-01", "ready")],
];

describe("the scripts as a Mac gets them", () => {
  it.each(SCRIPTS)("%s is the reviewed text", async (name, text) => {
    await expect(text).toMatchFileSnapshot(`../../golden/templates/host/${name}`);
  });

  it.each(SCRIPTS)("shellcheck finds nothing in %s", (name, text) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    const checked = spawnSync(
      "shellcheck",
      ["--shell=sh", "--severity=warning", "--exclude=SC2034,SC3037", file],
      { encoding: "utf8" },
    );
    expect(checked.error).toBeUndefined();
    expect(checked.stdout).toBe("");
  });
});

/** Runs an act script under dash in a root of its own. */
function act(root: string, deeds: readonly Deed[], patience?: number) {
  const file = join(folder, "run.sh");
  writeFileSync(file, renderActScript(layout(root), deeds, { ...(patience !== undefined && { patience }) }));
  return spawnSync("dash", [file], { encoding: "utf8" });
}

/** Starts a script in a process group of its own, as the host does. */
async function script(name: string, text: string) {
  const file = join(folder, name);
  writeFileSync(file, text);
  const child = spawn("dash", [file], { detached: true, stdio: ["ignore", "pipe", "pipe"] });
  await once(child, "spawn");
  return child;
}

/** Ends a script with its group. */
async function end(child: ChildProcess): Promise<void> {
  process.kill(-(child.pid ?? Number.NaN), "SIGKILL");
  await once(child, "exit");
}

const fresh = (): string => mkdtempSync(join(folder, "root-"));

describe("an act script under dash", () => {
  it("does the steps in order and says so", () => {
    const root = fresh();
    const ran = act(root, [put(`${root}/a/b.txt`, "one\n"), run("link_to", "b.txt", `${root}/a/link`)]);
    expect(ran.stdout).toBe("@@ 0 start\n@@ 0 done\n@@ 1 start\n@@ 1 done\n");
    expect(readFileSync(join(root, "a/link"), "utf8")).toBe("one\n");
  });

  it("stops at the first step that fails and leaves the rest undone", () => {
    const root = fresh();
    const ran = act(root, [run("false"), put(`${root}/never`, "x\n")]);
    expect(ran.status).toBe(70);
    expect(ran.stdout).toBe("@@ 0 start\n@@ 0 failed 1\n");
    expect(() => statSync(join(root, "never"))).toThrow();
  });

  it("stops inside a step at the first command that fails", () => {
    const root = fresh();
    const ran = act(root, [
      run("install_artifact", `${root}/opt/espalier/releases/x/1`, "00", "tgz", "0", "x", "/nowhere"),
    ]);
    expect(ran.status).toBe(70);
    expect(ran.stderr).toContain("/nowhere did not arrive");
  });

  it("writes any text exactly, quotes and dollars included", () => {
    const root = fresh();
    const text = 'it\'s $HOME `date` \\n "x" %s\n\ttab\n';
    expect(act(root, [put(`${root}/file`, text, "0600")]).status).toBe(0);
    expect(readFileSync(join(root, "file"), "utf8")).toBe(text);
    expect(statSync(join(root, "file")).mode & 0o777).toBe(0o600);
  });

  it("turns a link to a directory in place, not inside it", () => {
    const root = fresh();
    const made = act(root, [
      run("mkdir", "-p", `${root}/one`, `${root}/two`),
      run("link_to", `${root}/one`, `${root}/current`),
    ]);
    expect(made.status).toBe(0);
    expect(act(root, [run("link_to", `${root}/two`, `${root}/current`)]).status).toBe(0);
    expect(spawnSync("readlink", [join(root, "current")], { encoding: "utf8" }).stdout).toBe(`${root}/two\n`);
    expect(spawnSync("ls", [join(root, "one")], { encoding: "utf8" }).stdout).toBe("");
  });

  it("waits for another script, then refuses; a lock whose owner is gone or is something else is taken over", async () => {
    const root = fresh();
    const lock = `${root}/opt/espalier/act.lock`;
    const owner = await script("espalier-act.other", "sleep 60");
    spawnSync("mkdir", ["-p", lock]);
    writeFileSync(`${lock}/owner.${owner.pid}`, "");
    expect(act(root, [run("true")], 1)).toMatchObject({
      status: 75,
      stdout: "",
      stderr: `another act script (pid ${owner.pid}) is at work on this host\n`,
    });
    await end(owner);
    expect(act(root, [run("true")], 1).status).toBe(0);
    spawnSync("mkdir", ["-p", lock]);
    writeFileSync(`${lock}/owner.${process.pid}`, "");
    expect(act(root, [run("true")], 1).status).toBe(0);
    spawnSync("mkdir", ["-p", lock]);
    writeFileSync(`${lock}/pid`, `${process.pid}\n`);
    expect(act(root, [run("true")], 1).status).toBe(0);
    expect(existsSync(`${root}/opt/espalier`)).toBe(false);
  });

  it("takes over the lock of a dead owner alone, however many find it at once", async () => {
    const ROUNDS = 3;
    const RACERS = 8;
    for (let round = 0; round < ROUNDS; round += 1) {
      const root = fresh();
      const lock = `${root}/opt/espalier/act.lock`;
      spawnSync("mkdir", ["-p", lock]);
      writeFileSync(`${lock}/owner.${spawnSync("true").pid}`, "");
      const alone = run("sh", "-c", `mkdir ${root}/inside && sleep 0.2 && rmdir ${root}/inside`);
      const text = renderActScript(layout(root), [alone], { patience: 0 });
      const racers = await Promise.all(
        Array.from({ length: RACERS }, (_, at) => script(`espalier-act.${round}-${at}`, text)),
      );
      const exits = await Promise.all(
        racers.map(async (racer) => racer.exitCode ?? (await once(racer, "exit"))[0]),
      );
      expect(exits.filter((exit) => exit === 0).length).toBeGreaterThan(0);
      expect(exits.filter((exit) => exit !== 0 && exit !== 75)).toEqual([]);
      expect(existsSync(lock)).toBe(false);
    }
  });

  it("does nothing on a host of a pool that it does not work for", () => {
    const root = fresh();
    spawnSync("mkdir", ["-p", `${root}/opt/espalier`]);
    const owned = (owners: readonly string[]) => {
      const file = join(folder, "owned.sh");
      writeFileSync(file, renderActScript(layout(root), [run("mkdir", `${root}/done`)], { owners }));
      return spawnSync("dash", [file], { encoding: "utf8" });
    };
    writeFileSync(`${root}/opt/espalier/owner`, "pool plum\nhost mac-07\n");
    expect(owned(["orchard", "cherry"])).toMatchObject({
      status: 77,
      stderr: "this Mac belongs to the pool plum\n",
    });
    expect(existsSync(`${root}/done`)).toBe(false);
    expect(owned(["orchard", "plum"]).status).toBe(0);
    spawnSync("rm", ["-rf", `${root}/opt/espalier/owner`, `${root}/done`]);
    expect(owned(["orchard"]).status).toBe(0);
  });

  it("ends with all it has started when nobody listens any more, and gives its lock back", async () => {
    const root = fresh();
    const deeds = [run("sh", "-c", `echo $$ >${root}/pid; sleep 60; touch ${root}/never`)];
    const child = await script("espalier-act.orphan", renderActScript(layout(root), deeds));
    await vi.waitFor(() => expect(readFileSync(`${root}/pid`, "utf8")).toMatch(/^\d+\n$/), 30_000);
    const pid = Number(readFileSync(`${root}/pid`, "utf8"));
    child.stdout.destroy();
    child.stderr.destroy();
    await once(child, "exit");
    expect(existsSync(`${root}/opt/espalier/act.lock`)).toBe(false);
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"), 30_000);
  });

  it("refuses an artifact whose bytes are not the pinned ones, and keeps nothing of it", () => {
    const root = fresh();
    spawnSync("mkdir", ["-p", `${root}/opt/espalier/incoming`]);
    writeFileSync(`${root}/sent.tgz`, "not what was pinned");
    const target = `${root}/opt/espalier/releases/ollama/1`;
    const ran = act(root, [
      run("install_artifact", target, "ab".repeat(32), "tgz", "0", "ollama", `${root}/sent.tgz`),
    ]);
    expect(ran.stderr).toContain(`the lock pins ${"ab".repeat(32)}`);
    expect(spawnSync("ls", [`${root}/opt/espalier/incoming`], { encoding: "utf8" }).stdout).toBe("");
    expect(() => statSync(target)).toThrow();
  });
});

describe("a quoted word", () => {
  it.each(["plain", "two words", "it's", "$HOME", "`date`", "", "a\nb", "-n", "*"])(
    "stands for exactly %j",
    (text) => {
      expect(spawnSync("dash", ["-c", `printf %s ${quoted(text)}`], { encoding: "utf8" }).stdout).toBe(text);
    },
  );
});
