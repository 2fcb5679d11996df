import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { answers } from "../../src/facts/fact.ts";
import { hostQuestions, type Interest, parseHost } from "../../src/facts/host.ts";
import { digestOf, hexOf } from "../../src/model/digest.ts";
import { layout } from "../../src/model/layout.ts";
import { renderFactsScript } from "../../templates/host/facts-script.ts";

const RELEASE = "9f2b6e0c41d7";
const LABELS = ["com.espalier.ollama", "com.espalier.haproxy"];

const interestIn = (root: string): Interest => ({
  layout: layout(root),
  release: RELEASE,
  labels: LABELS,
  engines: { ollama: { kind: "ollama", port: 1 } },
  metricsPort: 1,
  files: [`${root === "/" ? "" : root}/etc/sudoers.d/espalier`],
  rehash: false,
  programs: [],
});

describe("the frames around answers", () => {
  test.each([
    ["an answer", "@@ os\nline\n\n@@ = 0\n", [["os", "line\n", 0]]],
    ["an answer without a line end", "@@ os\nline\n@@ = 0\n", [["os", "line", 0]]],
    ["no answer", "@@ os\n\n@@ = 127\n", [["os", "", 127]]],
    [
      "two answers",
      "@@ a\n1\n@@ = 0\n@@ b\n2\n@@ = 1\n",
      [
        ["a", "1", 0],
        ["b", "2", 1],
      ],
    ],
    ["an answer that was cut off", "@@ a\n1\n@@ = 0\n@@ b\n2", [["a", "1", 0]]],
    ["a banner before the first", "Welcome!\n@@ a\n1\n@@ = 0\n", [["a", "1", 0]]],
    ["nothing", "", []],
  ] as const)("%s", (_, output, found) => {
    const read = [...answers(output)].map(([name, { stdout, exit }]) => [name, stdout, exit]);
    expect(read).toEqual(found);
  });
});

test("a host that answers nothing has nothing, and promises nothing", () => {
  expect(parseHost(interestIn("/"), "")).toEqual({
    serviceUser: false,
    directories: [],
    artifacts: [],
    loose: [],
    releases: [],
    releaseFiles: {},
    services: LABELS.map((label) => ({ label, loaded: false })),
    jobs: [],
    manifests: {},
    keptManifests: [],
    snapshots: [],
    answering: [],
    standby: [],
    aside: [],
    releaseLinks: {},
    blobs: {},
    engineVersions: {},
    resident: {},
    loaded: {},
    engineSlots: {},
    onGpu: {},
    proxyStatus: 0,
    drained: false,
    held: false,
    owed: [],
    preparation: { strangers: [], unmoved: [], jobs: [], disabled: [], files: {} },
  });
});

test("every question has a name of its own, without blanks", () => {
  const names = hostQuestions(interestIn("/")).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => /\s/.test(name))).toEqual([]);
});

describe("the script that asks, run on a tree of files", () => {
  let root = "";
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "espalier-facts-"));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const facts = () => {
    const interest = interestIn(root);
    const script = renderFactsScript(interest.layout, hostQuestions(interest));
    return parseHost(interest, execFileSync("sh", ["-c", script], { encoding: "utf8" }));
  };
  const put = (path: string, text: string): string => {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  const sum = (text: string): string => hexOf(digestOf(text));

  test("an empty root has no release, no artifact and no link", () => {
    expect(facts()).toMatchObject({
      directories: [],
      artifacts: [],
      loose: [],
      releases: [],
      releaseFiles: {},
      blobs: {},
    });
    expect(facts()).not.toHaveProperty("current");
    expect(facts()).not.toHaveProperty("currentManifest");
  });

  test("a host that serves says what, down to the bytes", () => {
    const home = "opt/espalier";
    const release = `${home}/releases/pool/${RELEASE}`;
    const blob = "ab".repeat(32);
    put(`${release}/release.json`, '{"digest":"d"}\n');
    put(`${release}/launchd/com.espalier.ollama.plist`, "<plist/>");
    put(`${release}/qualification.json`, "{}\n");
    put(`${home}/releases/ollama/0123456789ab/ollama`, "");
    put(`${home}/releases/ollama/0123456789ab.next/ollama`, "");
    put(`${home}/manifests/${blob}`, "");
    put(`${home}/models/manifests/registry.ollama.ai/library/qwen3/4b`, "manifest");
    put(`${home}/models/blobs/sha256-${blob}`, "12345");
    put(`${home}/models/blobs/sha256-${blob}-partial`, "123");
    put(`${home}/state/drain.map`, "all yes\nkey:web-1 open\n");
    put(`${home}/state/held`, "");
    put(`${release}/restart/com.espalier.ollama`, "");
    chmodSync(put("usr/bin/stat", "#!/bin/sh\necho root:wheel 0755\n"), 0o755);
    put("Library/LaunchDaemons/com.espalier.ollama.plist", "<plist/>");
    for (const link of ["current", "good"]) symlinkSync(join(root, release), join(root, home, link));
    expect(facts()).toMatchObject({
      artifacts: ["ollama/0123456789ab"],
      releases: [RELEASE],
      current: RELEASE,
      good: RELEASE,
      currentManifest: expect.stringContaining('{"digest":"d"}'),
      releaseFiles: {
        "release.json": sum('{"digest":"d"}\n'),
        "launchd/com.espalier.ollama.plist": sum("<plist/>"),
      },
      manifests: { "registry.ollama.ai/library/qwen3/4b": sum("manifest") },
      keptManifests: [blob],
      blobs: { [blob]: 5 },
      drained: true,
      held: true,
      owed: ["com.espalier.ollama"],
      services: [{ label: "com.espalier.ollama", plist: sum("<plist/>") }, { label: "com.espalier.haproxy" }],
      directories: expect.arrayContaining([join(root, home), join(root, home, "models/blobs")]),
    });
    expect(facts().directories).not.toContain(join(root, home, "state"));
    expect(facts()).not.toHaveProperty("previous");
  });

  describe("the release that was good before, against what runs", () => {
    const [now, before] = [RELEASE, "aaaaaaaaaaaa"].map((name) => `opt/espalier/releases/pool/${name}`);
    const job = (label: string): string => `launchd/com.espalier.${label}.plist`;
    beforeEach(() => {
      for (const release of [now, before]) {
        for (const path of ["haproxy.cfg", "models.map", "models.list", job("ollama"), job("haproxy")])
          put(`${release}/${path}`, path);
        put(`${release}/engines/ollama/serve.sh`, "serve");
        symlinkSync("../../haproxy/0123456789ab", join(root, `${release}/proxy`));
      }
      put(`${before}/standby/com.espalier.ollama.standby.plist`, "");
      put(`${before}/release.json`, '{\n  "memory": {}\n}\n');
      for (const label of ["ollama", "haproxy"])
        put(`Library/LaunchDaemons/com.espalier.${label}.plist`, job(label));
      symlinkSync(join(root, `${now}`), join(root, "opt/espalier/current"));
      symlinkSync(join(root, `${before}`), join(root, "opt/espalier/previous"));
    });
    const aside = (path: string): void => void put(path, "others");

    test.each<readonly [string, changes: readonly string[], change: () => void]>([
      ["is the same", [], () => undefined],
      ["starts an engine otherwise", ["com.espalier.ollama"], () => aside(`${before}/${job("ollama")}`)],
      [
        "has other files for an engine",
        ["com.espalier.ollama"],
        () => aside(`${before}/engines/ollama/serve.sh`),
      ],
      ["has a proxy with other settings", ["com.espalier.haproxy"], () => aside(`${before}/haproxy.cfg`)],
      ["has other models in memory", ["models"], () => aside(`${before}/models.list`)],
      [
        "has no job that runs",
        ["com.espalier.coder"],
        () => aside("Library/LaunchDaemons/com.espalier.coder.plist"),
      ],
      ["has a job that does not run", ["com.espalier.old"], () => aside(`${before}/${job("old")}`)],
    ])("%s", (_, changes, change) => {
      change();
      expect(facts().wayBack).toEqual({ changes, standbys: ["ollama"], manifest: '{\n  "memory": {}\n}' });
    });

    test("is not told of where there is none", () => {
      rmSync(join(root, "opt/espalier/previous"));
      expect(facts()).not.toHaveProperty("wayBack");
    });
  });

  test("engines whose standby serves are those that the proxy is told of at its start", () => {
    put("opt/espalier/state/standby/ollama.cfg", "global\n");
    put("opt/espalier/state/standby/coder.cfg.next", "");
    expect(facts().standby).toEqual(["ollama"]);
  });

  test("a release that was good before is known, however the others stand", () => {
    put("opt/espalier/releases/pool/aaaaaaaaaaaa/release.json", "{}");
    symlinkSync(join(root, "opt/espalier/releases/pool/aaaaaaaaaaaa"), join(root, "opt/espalier/previous"));
    expect(facts()).toMatchObject({ previous: "aaaaaaaaaaaa" });
    expect(facts()).not.toHaveProperty("current");
  });
});

test("a question that is not answered in time is not answered, and the next one is asked all the same", () => {
  const questions = [
    { name: "slow", script: "within 1 sleep 20" },
    { name: "next", script: "within 5 echo here" },
  ];
  const began = performance.now();
  const said = answers(
    execFileSync("sh", ["-c", renderFactsScript(layout("/"), questions)], { encoding: "utf8" }),
  );
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(said.get("slow")?.exit).not.toBe(0);
  expect(said.get("next")).toEqual({ stdout: "here\n", exit: 0 });
});
