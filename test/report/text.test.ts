import { describe, expect, test } from "vitest";
import type { Check } from "../../src/model/audit.ts";
import type { Plan } from "../../src/model/step.ts";
import { renderAudit } from "../../src/report/text/audit.ts";
import { renderChecks } from "../../src/report/text/checks.ts";
import { renderMarkdown } from "../../src/report/text/markdown.ts";
import { renderPins } from "../../src/report/text/pins.ts";
import { planJson, renderPlan } from "../../src/report/text/plan.ts";
import { renderStatus } from "../../src/report/text/status.ts";
import { renderVerdictTable } from "../../src/report/text/verdict-table.ts";
import { fakeBrokenRun, fakeRun } from "../fakes/run-result.ts";

const PLANS: readonly Plan[] = [
  {
    host: "mac-01",
    steps: [
      { kind: "noop", operation: "account", subject: "_espalier", why: "the account is there" },
      {
        kind: "push",
        operation: "artifact",
        subject: "haproxy@3.4.6",
        why: "not on the host",
        artifact: "haproxy@3.4.6",
        sha256: "x",
        to: "/x",
      },
      {
        kind: "put",
        operation: "release",
        subject: "haproxy.cfg",
        why: "differs",
        path: "/x",
        text: "secret-ish body",
        mode: "0644",
      },
      {
        kind: "run",
        operation: "launchd",
        subject: "com.espalier.ollama",
        why: "the plist changed",
        argv: ["restart"],
      },
      {
        kind: "climb",
        operation: "climb",
        subject: "4 rungs",
        why: "the release has never passed its gate",
        extent: "full",
        rungs: [1, 2, 4, 8],
      },
    ],
  },
  {
    host: "mac-02",
    steps: [{ kind: "noop", operation: "release", subject: "7fa6f310e223", why: "it serves already" }],
  },
];

const golden = (text: string, name: string): Promise<void> =>
  expect(text.endsWith("\n") ? text : `${text}\n`).toMatchFileSnapshot(`../golden/report/${name}`);

test("report.md fits under a pull request", async () => {
  const text = renderMarkdown(fakeRun());
  await golden(text, "report.md");
  expect(text.length).toBeLessThan(4000);
});

test("a table in report.md cannot be broken by what a host says", () => {
  const text = renderMarkdown(fakeBrokenRun());
  expect(text).toContain("\\<sha256:9f2b…\\>");
  const rows = text.split("\n").filter((line) => line.startsWith("|"));
  expect(new Set(rows.map((row) => row.split(/(?<!\\)\|/).length))).toEqual(new Set([8, 7]));
});

describe("a plan", () => {
  test("shows every step with its reason", () => golden(renderPlan(PLANS), "plan.txt"));

  test("with nothing to do says so", () => {
    expect(renderPlan(PLANS.slice(1))).toContain("Nothing to do on 1 host.");
  });

  test("of which none could be made says so, and not that there is nothing to do", () => {
    expect(renderPlan([])).toBe("No host could be planned.");
  });

  test("as JSON keeps reasons and drops bodies", () => {
    const text = JSON.stringify(planJson(PLANS));
    expect(text).toContain("the plist changed");
    expect(text).not.toContain("secret-ish body");
  });
});

test("the end of a run lists hosts and missed rules", () =>
  golden(renderVerdictTable(fakeRun()), "verdict-table.txt"));

test("checks end with what they come to", async () => {
  const good: Check = { name: "signature", verdict: "pass", wanted: "one", saw: "Good signature" };
  const wrong: Check = {
    name: "hosts/mac-01/samples.csv",
    verdict: "fail",
    wanted: "sha256:a",
    saw: "sha256:b",
  };
  const open: Check = { ...good, verdict: "unproven", saw: "none, as it is with a laptop's report" };
  const text = { ...good, name: "report.md", saw: "sha256:c" };
  const all = [[good], [good, wrong], [open, text], [open, wrong], []];
  const run = { pool: "orchard", run: "1", endedAt: "2026-11-20T22:21:47Z", verdict: "fail" } as const;
  const said = [
    ...all.map((checks) => renderChecks(checks)),
    renderChecks([good], { ...run, uncovered: [] }),
    renderChecks([good], { ...run, uncovered: ["terraform.log", "timeline.ndjson"] }),
  ];
  await golden(said.join("\n\n"), "checks.txt");
});

test("pins, audit and status are tables", async () => {
  const pins = renderPins(
    "orchard",
    [
      { path: "models.chat.manifest", was: "sha256:1", now: "sha256:2", why: "the tag moved" },
      { path: "hosts.mac-04", now: "26.1 (25B78)", why: "a new host" },
      { path: "hosts.mac-00", was: "26.0 (25A1)", why: "retired" },
    ],
    true,
  );
  const audit = renderAudit(
    [
      { host: "mac-01", lines: [{ field: "os", wanted: "26.1", saw: "26.1", agrees: true }] },
      { host: "mac-02", lines: [{ field: "os", wanted: "26.1", saw: "26.2", agrees: false }] },
      { host: "mac-03", lines: [], failure: "connection refused" },
    ],
    false,
  );
  const status = renderStatus([
    { host: "mac-01", reached: true, differs: 0, text: "serving" },
    { host: "mac-02", reached: true, differs: 2, text: "2 fields differ" },
    { host: "mac-03", reached: false, differs: 0, text: "connection refused" },
  ]);
  await golden([pins, renderPins("orchard", [], false), audit, status].join("\n\n"), "tables.txt");
});

test("a gate that was met before something broke is told with what broke, and the run is not said to serve", () => {
  const run = fakeRun();
  const [first] = run.hosts;
  if (first === undefined) throw new Error("the fake run has no host");
  const failure = "mac-01: qualification: the connection broke";
  const broken = {
    ...run,
    verdict: "unproven" as const,
    hosts: [{ ...first, outcome: "rolled-back" as const, failure }],
  };
  const text = renderMarkdown(broken);
  expect(text).toContain("mac-01 met 6 of 6 rules and");
  expect(text).toContain(`and then: ${failure}`);
  expect(text).not.toContain("serves its pinned release");
});
