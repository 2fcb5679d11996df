import { expect, test } from "vitest";
import { contrastOf } from "../../src/gates/contrast/contrast.ts";
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
