import { expect, test } from "vitest";
import { contrastOf } from "../../src/gates/contrast/contrast.ts";
import type { Climb } from "../../src/model/climb.ts";
import { NOT_KNOWN } from "../../src/model/climbed.ts";
import { renderContrast } from "../../src/report/text/contrast.ts";
import { party, type Tale } from "../gates/contrast/parties.ts";

const LAPTOP: Tale = {
  seed: 2,
  slower: 1.6,
  requests: 100,
  climbed: { chip: "Apple M3", memory: "24.0 GiB", slots: NOT_KNOWN },
};

test.each<{ name: string; a: readonly Tale[]; b: readonly Tale[] }>([
  { name: "machine", a: [{}], b: [LAPTOP] },
  { name: "quarter", a: [{}, { seed: 3 }, { seed: 4 }], b: [{ seed: 5 }, { seed: 6 }, { seed: 7 }] },
])("a contrast of $name reads well", async ({ name, a, b }) => {
  const found = contrastOf({ a: a.map(party), b: b.map(party) }, []);
  const text = found.kind === "contrast" ? renderContrast(found.contrast) : found.objections.join("\n");
  await expect(`${text}\n`).toMatchFileSnapshot(`../golden/report/contrast-${name}.txt`);
});

/** The client had no time on any rung. */
const busy = (climb: Climb): Climb => ({
  ...climb,
  doubts: climb.doubts.map((doubt) => ({ ...doubt, loopDelayP99: 400 })),
});
/** It had none on the first. */
const late = (climb: Climb): Climb => ({
  ...climb,
  doubts: climb.doubts.map((doubt) => ({ ...doubt, loopDelayP99: doubt.rung === 1 ? 400 : 1 })),
});

test.each<[string, Tale, Tale, RegExp]>([
  [
    "for want of requests",
    { requests: 20 },
    { requests: 20, seed: 2 },
    /: more requests or more runs are needed where/,
  ],
  [
    "where every rung is void",
    {},
    { seed: 2, climb: busy },
    /: rungs are void where .* more requests mend none of them/,
  ],
  [
    "where one rung is void and others have few requests",
    { requests: 20 },
    { requests: 20, seed: 2, climb: late },
    /: some rungs are void .*; elsewhere more requests or more runs are needed/,
  ],
])("what cannot be told %s ends with what would help", (_, a, b, end) => {
  const found = contrastOf({ a: [party(a)], b: [party(b)] }, []);
  const text = found.kind === "contrast" ? renderContrast(found.contrast) : "";
  const last = text.split("\n").at(-1) ?? "";
  expect(last).toMatch(/^It cannot be told whether A and B differ: /);
  expect(last).toMatch(end);
});
