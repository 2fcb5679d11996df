import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";

/** A folder of its own for every test of a file; gone afterwards. */
export function ownPlace(): (...path: readonly string[]) => string {
  let place = "";
  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), "espalier-store-"));
  });
  afterEach(() => rmSync(place, { recursive: true, force: true }));
  return (...path) => join(place, ...path);
}
