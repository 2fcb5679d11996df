import { mkdirSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { expect, test } from "vitest";
import { latestRun, namedRuns } from "../../src/store/run-names.ts";
import { ownPlace } from "./place.ts";

const place = ownPlace();
const RUNS = ["20261101-080000-aaaaaa", "20261130-080000-bbbbbb", "20261201-080000-cccccc"];

function reports() {
  for (const run of RUNS) {
    mkdirSync(place("reports/orchard", run, "hosts/mac-01"), { recursive: true });
    writeFileSync(place("reports/orchard", run, "result.json"), "{}");
  }
  mkdirSync(place("reports/orchard/20261202-080000-dddddd"));
  return { inventory: place("inventory"), home: place("home"), reports: place("reports") };
}

test("the latest run of a pool is one with a report, whatever ran after it", async () => {
  const folders = reports();
  expect(await latestRun(folders, "orchard")).toBe(RUNS[2]);
  await expect(latestRun(folders, "meadow")).rejects.toThrow(
    "there is no run with a report in it; deploy meadow",
  );
});

const named = async (text: string): Promise<readonly string[]> => {
  const runs = await namedRuns(reports(), text.replaceAll("PLACE", place()));
  return runs.map(({ folder, host }) =>
    [relative(place("reports"), folder), ...(host ? [host] : [])].join(" "),
  );
};

test.each([
  { says: "the folder of a run", text: `PLACE/reports/orchard/${RUNS[0]}`, wanted: [`orchard/${RUNS[0]}`] },
  {
    says: "a host in it",
    text: `PLACE/reports/orchard/${RUNS[0]}/hosts/mac-01`,
    wanted: [`orchard/${RUNS[0]} mac-01`],
  },
  { says: "a folder of runs", text: "PLACE/reports/orchard", wanted: RUNS.map((run) => `orchard/${run}`) },
  { says: "the latest with a report", text: "orchard@latest", wanted: [`orchard/${RUNS[2]}`] },
  { says: "pool and run", text: `orchard@${RUNS[1]}`, wanted: [`orchard/${RUNS[1]}`] },
  { says: "pool, run and host", text: `orchard@${RUNS[1]}/mac-02`, wanted: [`orchard/${RUNS[1]} mac-02`] },
  { says: "a month", text: "orchard@202611", wanted: RUNS.slice(0, 2).map((run) => `orchard/${run}`) },
  {
    says: "several",
    text: `orchard@${RUNS[2]},orchard@20261130`,
    wanted: [`orchard/${RUNS[2]}`, `orchard/${RUNS[1]}`],
  },
])("$says", async ({ text, wanted }) => {
  expect(await named(text)).toEqual(wanted);
});

test.each([
  { says: "a run that is not there", text: "orchard@2025", saw: /no report in .* begins with 2025/ },
  {
    says: "a pool that is not there",
    text: "meadow@latest",
    saw: /no report in .*meadow begins with latest/,
  },
  { says: "neither folder nor run", text: "orchard", saw: /no such folder, and it is no POOL@RUN/ },
  {
    says: "a folder without reports",
    text: "PLACE/reports/orchard/20261202-080000-dddddd",
    saw: /no result.json/,
  },
  { says: "nothing", text: ",", saw: /names no run/ },
])("$says is refused", async ({ text, saw }) => {
  await expect(named(text)).rejects.toThrow(saw);
});
