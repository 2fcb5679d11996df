import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { OrchardWish } from "./orchard.ts";

const here = import.meta.dirname;
const alias = ["--import", join(here, "cdktn-alias.mjs")];

interface Synthesised {
  readonly library: "cdktf" | "cdktn";
  readonly stack: Readonly<Record<string, unknown>>;
}

/** The stack as a Node process of its own synthesises it, with or without the alias. */
function synthesise(preload: readonly string[], wish: OrchardWish): Synthesised {
  const argv = ["--import", "tsx", ...preload, join(here, "print-stack.ts"), JSON.stringify(wish)];
  return JSON.parse(execFileSync(process.execPath, argv, { encoding: "utf8" }));
}

const waves = { canary: ["mac-01"], rest: ["mac-02", "mac-03"] };

const WISHES: readonly (readonly [string, OrchardWish])[] = [
  ["terraform_data", { waves, retired: ["mac-00"], context: { backend: { kind: "pg" } } }],
  ["null_resource", { waves, retired: ["mac-00"], context: { rolloutResource: "null_resource" } }],
];

describe("CDK Terrain under the name of CDKTF", () => {
  // One thing is set aside: the library's own version in the metadata, which the library's test app replaces by "stubbed".
  it.each(WISHES)("synthesises the same JSON, metadata too, with %s", (_, wish) => {
    const ours = synthesise([], wish);
    const theirs = synthesise(alias, wish);
    expect([ours.library, theirs.library]).toEqual(["cdktf", "cdktn"]);
    expect(theirs.stack).toEqual(ours.stack);
    expect(ours.stack).toHaveProperty(["resource", "terraform_data", "record_mac-03"]);
    expect(ours.stack).toHaveProperty(["//", "metadata", "version"], "stubbed");
  });
});
