import { expect, test } from "vitest";
import type { HostHoldings } from "../../src/model/holding.ts";
import { bytes } from "../../src/model/units.ts";
import { renderHoldings } from "../../src/report/text/holdings.ts";

const holding = (loadedBy: readonly string[], silent: readonly string[]): HostHoldings => ({
  host: "mac-01",
  models: [
    {
      name: "qwen3:4b",
      manifest: "ab".repeat(32),
      blobs: [],
      bytes: bytes(1024),
      own: bytes(0),
      ours: true,
      wanted: ["pin"],
      loadedBy,
    },
  ],
  unwanted: bytes(0),
  silent,
});

test.each<readonly [string, HostHoldings, says: string]>([
  ["one that an engine has", holding(["ollama"], ["drafts"]), "  in memory of ollama  "],
  ["one that no engine has", holding([], []), "  not in memory  "],
  ["one that an engine may have which does not tell", holding([], ["drafts"]), "  not seen in memory  "],
])("of the memory of a model is told: %s", (_, host, says) => {
  expect(renderHoldings([host])).toContain(says);
});
