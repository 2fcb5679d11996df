import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { layout } from "../../../src/model/layout.ts";
import type { PutStep } from "../../../src/model/step.ts";
import { renderActScript } from "../../../templates/host/act-script.ts";
import { sh } from "../live/shell.ts";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "espalier put-"));
});
afterAll(() => rmSync(root, { recursive: true }));

const put = (name: string, text: string): PutStep => ({
  kind: "put",
  operation: "release",
  subject: name,
  why: "it is wanted",
  path: join(root, name),
  text,
  mode: "0644",
});

const TEXTS = ["a line\n", "no end", "", "\n\n", "ümlaut and $HOME `date` 'quoted'", "two\nlines"];

test("a file has the bytes that were meant, also without a last line end", async () => {
  const { exit, text } = await sh(
    renderActScript(
      layout(root),
      TEXTS.map((each, at) => put(`${at}`, each)),
    ),
  );
  expect(exit, text).toBe(0);
  expect(TEXTS.map((_, at) => readFileSync(join(root, `${at}`), "utf8"))).toEqual(TEXTS);
});

test.each(["a line\n", "no end"])(
  "nothing is done after a file that cannot be written (%j): a file stands where its folder should be",
  async (each) => {
    const deeds = [put("0/file", each), put("after", "a\n")];
    const { exit, text } = await sh(renderActScript(layout(root), deeds));
    expect([exit, text.match(/^@@ \d \w+/gm)]).toEqual([70, ["@@ 0 start", "@@ 0 failed"]]);
  },
);
