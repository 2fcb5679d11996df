import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ASSUMPTIONS } from "../../src/facts/conformance/assumptions.ts";
import { LIVE_READERS } from "../../src/load/signals/live-readers.ts";
import {
  type Conformance,
  type ConformanceItem,
  conformanceFolder,
  conformanceLine,
  conformanceNote,
  type Outcome,
} from "../../src/model/conformance.ts";
import { digestOf } from "../../src/model/digest.ts";
import { layout } from "../../src/model/layout.ts";
import {
  conformanceQuestions,
  isRefuted,
  judgedLook,
  mergedItems,
} from "../../src/operations/conformance.ts";
import { renderFactsScript } from "../../templates/host/facts-script.ts";

const paths = layout("/");
const AT = "2026-11-27T09:00:00.000Z";
const KERNEL = "Darwin Kernel Version 25.6.0: Tue Jul 14; root:xnu-12377.161.5~3/RELEASE_ARM64_T6041";

const item = (id: string, outcome: Outcome, saw = ""): ConformanceItem => ({
  kind: "assumption",
  id,
  says: `${id} holds`,
  source: "a man page",
  at: AT,
  outcome,
  saw,
});

const record = (items: readonly ConformanceItem[], kernel = KERNEL): Conformance => ({
  format: "espalier-conformance/1",
  machine: {
    chip: "Apple M4 Pro",
    model: "Mac16,11",
    memory: 48 * 1024 ** 3,
    os: { version: "26.6.2", build: "25G83", extra: "" },
    kernel,
  },
  host: "mac-01",
  at: AT,
  ladder: digestOf("ladder"),
  invasive: false,
  items,
});

describe("the questions of a look", () => {
  const named = (invasive: boolean): readonly string[] =>
    conformanceQuestions({ layout: paths, invasive }).map(({ name }) => name);
  const invasive = ASSUMPTIONS.flatMap((one) => (one.kind === "asked" && one.invasive ? [one.id] : []));

  it("change nothing unless they are told that they may", () => {
    expect(invasive.length).toBeGreaterThan(0);
    expect(named(false).filter((name) => invasive.includes(name))).toEqual([]);
    expect(named(true)).toEqual(expect.arrayContaining(invasive));
  });

  it.each(ASSUMPTIONS.flatMap((one) => (one.kind === "asked" ? [one] : [])))(
    "$id is sound sh",
    ({ script }) => {
      const text = `#!/bin/sh\n${script(paths)}\n`;
      execFileSync("shellcheck", ["-s", "sh", "-S", "warning", "-"], { input: text });
      execFileSync("dash", ["-n"], { input: text });
    },
  );

  it("become one script that a shell can read", () => {
    const script = renderFactsScript(paths, conformanceQuestions({ layout: paths, invasive: true }));
    execFileSync("dash", ["-n"], { input: script });
  });
});

describe("a look", () => {
  const silent = judgedLook({ layout: paths, invasive: false, at: AT }, new Map(), {});

  it("judges every assumption, every parser and every signal, and takes silence for nothing", () => {
    expect(silent.length).toBeGreaterThan(ASSUMPTIONS.length + LIVE_READERS.length);
    expect(new Set(silent.map((one) => one.item.outcome))).toEqual(new Set(["unknown"]));
  });

  it("says of an answer that cannot be read what it was", () => {
    const said = new Map([["parser.file-vault", { stdout: "FileVault has been retired.", exit: 0 }]]);
    const [found] = judgedLook({ layout: paths, invasive: false, at: AT }, said, {}).filter(
      (one) => one.item.id === "parser.file-vault",
    );
    expect(found?.item).toMatchObject({ outcome: "refuted", saw: "unreadable: FileVault has been retired." });
    expect(found?.item.output).toBe(digestOf("FileVault has been retired."));
  });

  it("reads the signals from the sections of the sampler", () => {
    const signals = { sysctl: "total = 2048.00M  used = 512.25M  free = 1535.75M  (encrypted)\n9\n" };
    const looked = judgedLook({ layout: paths, invasive: false, at: AT }, new Map(), signals);
    const outcome = (id: string) => looked.find((one) => one.item.id === id)?.item.outcome;
    expect([outcome("signal.swap"), outcome("signal.pressure"), outcome("signal.thermal")]).toEqual([
      "confirmed",
      "refuted",
      "unknown",
    ]);
  });

  it("has cases for every signal it reads", () => {
    const files = readdirSync(join(import.meta.dirname, "../cases/signals"));
    expect(files).toEqual(expect.arrayContaining(LIVE_READERS.map(({ signal }) => `${signal}.json`)));
  });
});

it.each([
  ["what is decided now counts", "refuted", "confirmed", "refuted"],
  ["what was not asked now leaves an earlier answer", "unknown", "confirmed", "confirmed"],
  ["what is not there now leaves an earlier answer", "inapplicable", "refuted", "refuted"],
  ["what was never decided is as it is now", "inapplicable", "unknown", "inapplicable"],
] as const)("%s", (_, now, before, wanted) => {
  expect(mergedItems([item("a", now)], record([item("a", before)])).map(({ outcome }) => outcome)).toEqual([
    wanted,
  ]);
});

it("forgets an earlier answer to another sentence", () => {
  const before = { ...item("a", "confirmed"), says: "something else" };
  expect(mergedItems([item("a", "unknown")], record([before]))).toEqual([item("a", "unknown")]);
});

describe("the note in reports", () => {
  const note = (known: Conformance | undefined) =>
    conformanceLine(conformanceNote("Apple M4 Pro", "25G83", known));

  it("says that there is no record", () => {
    expect(note(undefined)).toBe("no conformance record for Apple M4 Pro, build 25G83");
  });

  it("counts what was found on a Mac", () => {
    const items = [item("a", "confirmed"), item("b", "refuted"), item("c", "inapplicable")];
    expect(note(record(items))).toBe(
      "conformance of Apple M4 Pro, build 25G83: 1 confirmed, 1 refuted, 0 unknown on 2026-11-27",
    );
    expect(isRefuted(record(items))).toBe(true);
    expect(isRefuted(record([item("a", "unknown")]))).toBe(false);
  });

  it("says of a record of anything else what its kernel is", () => {
    expect(note(record([item("a", "confirmed")], "no Darwin"))).toContain(
      'is of no Apple kernel (it says "no Darwin")',
    );
  });
});

it.each([
  ["Apple M4 Pro", "25G83", "apple-m4-pro-25g83"],
  ["Apple M2 Ultra", "25D771280a", "apple-m2-ultra-25d771280a"],
])("keeps %s %s in %s", (chip, build, folder) => {
  expect(conformanceFolder(chip, build)).toBe(folder);
});
