import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import type { Climb } from "../../src/model/climb.ts";
import { HOST_ENDS, type HostEnd } from "../../src/model/host-end.ts";
import type { HostResult, RunResult } from "../../src/model/run-result.ts";
import { renderHtml } from "../../src/report/html/page.ts";
import { renderMarkdown } from "../../src/report/text/markdown.ts";
import { fakeBrokenRun, fakeClimbs, fakeRun } from "../fakes/run-result.ts";

const page = renderHtml(fakeRun(), fakeClimbs());
const { document } = parseHTML(page);

/** The page without style sheet and without what is inside the charts. */
const skeleton = (html: string): string =>
  html
    .replace(/<style>.*?<\/style>/s, "<style></style>")
    .replace(/(<svg role="img"[^>]*>).*?<\/svg>/gs, "$1</svg>")
    .replace(/<\/(?:p|li|tr|td|th|div|h\d|figure|figcaption|section)>/g, "$&\n");

const texts = (selector: string): readonly string[] =>
  [...document.querySelectorAll(selector)].map((node) => node.textContent.replace(/\s+/g, " ").trim());

describe("the gate report", () => {
  test("says all that it says", async () => {
    await expect(skeleton(page)).toMatchFileSnapshot("../golden/report/page.html");
  });

  test("is the same page for the same run", () => {
    expect(renderHtml(fakeRun(), fakeClimbs())).toBe(page);
  });

  test("draws the limits of rules over the percentiles", async () => {
    const chart = document.querySelector("#host-mac-02 figure svg");
    await expect(`${chart?.outerHTML}\n`).toMatchFileSnapshot("../golden/report/ttft.svg");
  });

  test("needs nothing from anywhere", () => {
    expect(page).not.toMatch(/(?:src|href)="(?!#)/);
    expect(page).not.toMatch(/url\(|@import|<script|<link/);
  });

  test("tells every chart to those who cannot see it", () => {
    const labels = [...document.querySelectorAll("figure svg[role=img]")].map((svg) =>
      svg.getAttribute("aria-label"),
    );
    expect(labels.length).toBeGreaterThanOrEqual(2 * 7);
    expect(labels.filter((label) => (label ?? "").length < 20)).toEqual([]);
  });

  test.each(["mac-01", "mac-02"])("shows every request of %s once on the timeline", (host) => {
    const wide = [...document.querySelectorAll(`#host-${host} figure.wide svg`)][0];
    const dots = [...(wide?.querySelectorAll("g[aria-label=dot]") ?? [])];
    const drawn = dots.map((group) => group.children.length);
    expect(drawn).toEqual(host === "mac-01" ? [320] : [318, 2]);
  });

  test("names the signals that were not read", () => {
    expect(texts("#host-mac-01 .strip").join()).toContain(
      "Not read on this host: thermal state, GPU utilisation",
    );
    expect(texts("#host-mac-02 .strip").join()).toContain("Thermal state");
  });

  test("has no id twice", () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("on paper", () => {
  const printed = document.querySelectorAll("section.host:not(.screen)");

  test("stands the one host that decided the run", () => {
    expect([...printed].map(({ id }) => id)).toEqual(["host-mac-02"]);
    expect(texts(".paper").join()).toContain("On paper: mac-02, which decided this run.");
  });

  test("everything else of the page is told to be elsewhere", () => {
    expect(texts("section.screen > h2")).toEqual(["How to read this", "Provenance", "Words"]);
  });
});

describe("what people complain of", () => {
  const seen = (host: string): readonly string[] => {
    const table = [...document.querySelectorAll(`#${host} table`)].find((one) =>
      one.textContent.includes("What people say"),
    );
    return [...(table?.querySelectorAll("td[data-label='Seen here']") ?? [])].map((cell) => cell.textContent);
  };

  test("is told from the climb of a host that suffered", () => {
    expect(seen("host-mac-02")).toEqual([
      "yes: more than 2 streams queue (TTFT p95 246 ms at 1 stream, 815 ms at 4 streams)",
      "yes: swap grew 3.4 GiB and memory pressure rose to warning at 4 streams",
      "yes: the thermal state rose to moderate at 4 streams",
      "yes: 2 of 320, first at 8 streams (stream ended without [DONE])",
      "no: longest pause p95 136 ms at 8 streams",
      "alone: TTFT p95 246 ms, whole answer p95 966 ms",
    ]);
  });

  test("is not claimed where nothing was read", () => {
    expect(seen("host-mac-01")[2]).toBe("not read on this host, so nothing is claimed");
  });
});

describe("a host that is slower at its end than at its start", () => {
  const slow = (climb: Climb): Climb => ({
    ...climb,
    returned: climb.samples
      .filter(({ rung, index }) => rung === 1 && index < 20)
      .map(({ firstToken = 0, ...sample }) => ({
        ...sample,
        ...{ lap: 2, index: sample.index + 80, firstToken: firstToken + 900, end: sample.end + 900 },
      })),
  });
  const climbs = new Map([...fakeClimbs()].map(([host, climb]) => [host, slow(climb)]));
  const seen = parseHTML(renderHtml(fakeRun(), climbs)).document;
  const said = (host: string): string => seen.querySelector(`#host-${host}`)?.textContent ?? "";
  const DRIFT = /one stream drifted during the climb: at its end the median TTFT was \d\.\d\d times that/;

  test("is told to whoever complains, with what the thermal state says", () => {
    expect(said("mac-01")).toMatch(new RegExp(`yes: ${DRIFT.source}.*; the thermal state was not read`));
    expect(said("mac-02")).toMatch(
      new RegExp(`yes: the thermal state rose to moderate at 4 streams; ${DRIFT.source}`),
    );
  });

  test("is told no knee, and nothing of a queue", () => {
    expect(said("mac-02")).toContain("No knee is told. One stream drifted during the climb");
    expect(said("mac-02")).not.toMatch(/Requests queue above|streams? queue|Knee: /);
    expect(said("mac-02")).toContain("not known: one stream drifted");
  });

  test("is told no cause for its bend", () => {
    expect(said("mac-02")).toMatch(/Why it bends above \d+ streams?No cause is told. One stream drifted/);
  });
});

describe("a host that never climbed", () => {
  const climbs = new Map([...fakeClimbs()].filter(([host]) => host !== "mac-02"));
  const broken = parseHTML(renderHtml(fakeBrokenRun(), climbs)).document.querySelector("#host-mac-02");

  test("shows its failure, escaped, and no chart", () => {
    expect(broken?.querySelector("[role=alert]")?.textContent).toContain("hash to <sha256:9f2b…>");
    expect(broken?.querySelectorAll("svg").length).toBe(0);
    expect(broken?.textContent).toContain("the ladder did not run on this host");
  });
});

describe("hostile text", () => {
  const hostile = "\"><script>alert(1)</script><img src=x onerror=y>&'";
  const everywhere = JSON.parse(
    JSON.stringify(fakeRun(), (key, value: unknown) =>
      typeof value === "string" &&
      !/^(sha256:|20|pass|fail|unproven|converged|rolled|untouched)/.test(value) &&
      key !== "format"
        ? `${value}${hostile}`
        : value,
    ),
  ) as RunResult;
  const climbs = new Map(
    [...fakeClimbs()].map(([host, climb]) => [`${host}${hostile}`, { ...climb, host: `${host}${hostile}` }]),
  );
  const seen = parseHTML(renderHtml(everywhere, climbs)).document;

  test("stays text wherever it stands", () => {
    expect(seen.querySelectorAll("script, img").length).toBe(0);
    expect(seen.querySelectorAll("figure").length).toBe(14);
    expect(seen.querySelector("h1")?.textContent).toContain(hostile);
  });
});

const ended = (
  host: HostResult | undefined,
  outcome: HostEnd,
  more: Partial<HostResult> = {},
): HostResult => ({
  ...(host as HostResult),
  ...more,
  outcome,
});
const unjudged = {
  gate: { verdict: "unproven", reasons: [], findings: [], measurement: { rungs: [] } },
} as const;
const alreadyProven = (host: HostResult | undefined) => ended(host, "untouched");
const waiting = (host: HostResult | undefined) => ended(host, "held", unjudged);
const cut = (host: HostResult | undefined) =>
  ended(host, "left-closed", { ...unjudged, failure: "not passed" });

test("every end of a host has words of its own, in the page and in the table", () => {
  const [, , plain] = fakeRun().hosts;
  const told = HOST_ENDS.map((outcome) => {
    const run = { ...fakeRun(), hosts: [ended(plain, outcome)] };
    const words = [
      ...parseHTML(renderHtml(run, new Map())).document.querySelectorAll("section.host header > span"),
    ].at(-1)?.textContent;
    expect(renderMarkdown(run)).toContain(`| ${words} |`);
    return words;
  });
  expect(new Set(told).size).toBe(HOST_ENDS.length);
});

test.each<[string, (run: RunResult) => RunResult, string]>([
  [
    "a run that passed",
    (run) => ({ ...run, verdict: "pass", hosts: run.hosts.slice(0, 1) }),
    "mac-01 met 6 rules and serves its pinned release.",
  ],
  [
    "a run of nobody",
    (run) => ({ ...run, verdict: "unproven", hosts: [] }),
    "No host was measured, so nothing is proven.",
  ],
  [
    "a host that could not be reached",
    (run) => ({
      ...run,
      verdict: "unproven",
      hosts: run.hosts.slice(2).map((host) => ({ ...host, failure: "mac-03: no route to host" })),
    }),
    "mac-03 stopped before its gate and was not touched.",
  ],
  [
    "a canary that was qualified before, and a later host that is not proven",
    (run) => ({
      ...run,
      verdict: "unproven",
      hosts: [alreadyProven(run.hosts[0]), waiting(run.hosts[2]), cut(run.hosts[1])],
    }),
    "mac-02 stopped before its gate and is closed, because the run was cut short.",
  ],
  [
    "one that failed beside one that was cut short",
    (run) => ({ ...run, hosts: [cut(run.hosts[0]), run.hosts[1] as HostResult] }),
    "mac-02 missed the gate; mac-01 could not be proven.",
  ],
  [
    "a proven host that the inventory keeps closed",
    (run) => ({ ...run, verdict: "pass", hosts: [{ ...(run.hosts[0] as HostResult), outcome: "ready" }] }),
    "mac-01 met 6 rules and has its pinned release; closed: mac-01.",
  ],
  ["a missed gate", (run) => run, "mac-02 missed 4 of 6 rules and was put back to its previous release."],
])("%s says so in one sentence", (_, change, sentence) => {
  const shown = parseHTML(renderHtml(change(fakeRun()), new Map())).document;
  expect(shown.querySelector(".say")?.textContent).toBe(sentence);
});
