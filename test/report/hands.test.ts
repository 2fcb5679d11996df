import { expect, test } from "vitest";
import { digestOf } from "../../src/model/digest.ts";
import type { RunResult } from "../../src/model/run-result.ts";
import { renderHtml } from "../../src/report/html/page.ts";
import { renderMarkdown } from "../../src/report/text/markdown.ts";
import { fakeClimbs, fakeRun } from "../fakes/run-result.ts";

const OPEN = {
  subject: "fileVault mac-01",
  why: "it is on: <b>no</b> restart comes up",
  todo: "turn it off",
};
const PROOF = {
  extent: "reduced",
  rungs: [1, 4],
  conditions: { "host.os": "26.6.3 25G101", "host.power": "automatic" },
  digest: digestOf("proof"),
  full: "20261101-030405-abcdef",
} as const;

const run: RunResult = {
  ...fakeRun(),
  hosts: fakeRun().hosts.map((host, index) => (index === 0 ? { ...host, open: [OPEN], proof: PROOF } : host)),
};

test("what needs hands stands in the report, with what to do", () => {
  expect(renderMarkdown(run)).toContain(
    "| mac-01 | fileVault mac-01 | it is on: \\<b\\>no\\</b\\> restart comes up | turn it off |",
  );
  expect(renderHtml(run, fakeClimbs())).toContain("it is on: &lt;b&gt;no&lt;/b&gt; restart comes up");
});

test("a report without such things does not speak of them", () => {
  expect(renderMarkdown(fakeRun())).not.toContain("Needs hands");
  expect(renderHtml(fakeRun(), fakeClimbs())).not.toContain("Needs hands");
});

test("a proof says under what it was given, and on which full one a reduced one stands", () => {
  const page = renderHtml(run, fakeClimbs());
  expect(page).toContain("26.6.3 25G101");
  expect(page).toContain("reduced ladder, rungs 1, 4; the full one in run 20261101-030405-abcdef");
  expect(renderMarkdown(run)).toMatch(/\| met \d of \d rules at rungs 1, 4 only \|/);
});
