import { expect, test } from "vitest";
import { leavingLanes } from "../../src/operations/gateway/leaving-lanes.ts";
import { wishFor } from "../fakes/wish.ts";
import { smallPool } from "../inventory/files.ts";

const BATCH = "  batch: { owner: data, streams: 1, priority: 90, models: [chat], keys: [] }\n";
const wish = wishFor(
  smallPool(
    ["hosts:\n", `${BATCH}hosts:\n`],
    ["lanes: [interactive]\nwaves", "lanes: [interactive, batch]\nwaves"],
  ),
);

test.each<readonly [string, known: readonly string[], leaving: readonly string[]]>([
  ["one that the host is to have no more", ["batch", "interactive"], ["batch"]],
  ["not one that it keeps", ["interactive"], []],
  ["not one that the whole pool has no more", ["interactive", "nightly"], []],
  ["none of a host without a release", [], []],
])("a lane leaves a host: %s", (_, known, leaving) => {
  expect(leavingLanes(wish, known)).toEqual(leaving);
});
