import { expect, test } from "vitest";
import { readCatalogue } from "../../src/inventory/catalogue.ts";
import { accepted, catalogue, told } from "./files.ts";

const entry = (name: string, ...lines: readonly string[]): string =>
  ["artifacts:", `  ${name}:`, ...lines.map((line) => `    ${line}`), ""].join("\n");

const GOOD = ["url: https://mirror.example.net/a.tgz", "format: tgz", "program: bin/a"];

test("an entry is named by noun and version, and has defaults", () => {
  expect(accepted(readCatalogue(entry("a@1.2-rc1", ...GOOD), "a.yaml"))).toEqual({
    "a@1.2-rc1": {
      name: "a@1.2-rc1",
      noun: "a",
      version: "1.2-rc1",
      url: "https://mirror.example.net/a.tgz",
      format: "tgz",
      strip: 0,
      program: "bin/a",
      delivery: "fetch",
    },
  });
});

test("the catalogue of this repository insists on the digests that publishers announce", () => {
  const insisted = Object.values(catalogue).filter((artifact) => artifact.sha256 !== undefined);
  expect(insisted.map((artifact) => artifact.name)).toEqual([
    "ollama@0.35.1",
    "ollama@0.34.4",
    "llmster@0.0.25-1",
  ]);
});

test.each([
  [
    "a name without a version",
    entry("ollama", ...GOOD),
    'a.yaml:2:3 artifacts.ollama: found the key "ollama", wanted name@version in lower-case letters, digits and dashes; write it like "ollama@0.35.1"\n',
  ],
  [
    "a path that climbs out",
    entry("a@1", ...GOOD.slice(0, 2), "program: ../../bin/sh"),
    'a.yaml:5:14 artifacts["a@1"].program: found "../../bin/sh", wanted a path inside the unpacked directory; write it like "bin/node"\n',
  ],
  [
    "a format nobody unpacks, and a local URL",
    entry("a@1", "url: file:///tmp/a", "format: rar", "program: a"),
    'a.yaml:3:10 artifacts["a@1"].url: found "file:///tmp/a", wanted an http or https URL; write it like "https://github.com/ollama/ollama/releases/download/v0.35.1/ollama-darwin.tgz"\n' +
      'a.yaml:4:13 artifacts["a@1"].format: found "rar", wanted one of tgz, tar.xz, zip, binary; write tgz\n',
  ],
  [
    "an empty file",
    "",
    "a.yaml:1:1 top level: found nothing, wanted the catalogue of artifacts; compare with inventory/artifacts.yaml of Espalier\n",
  ],
])("refuses %s", (_, text, said) => {
  expect(told(readCatalogue(text, "a.yaml"))).toBe(said);
});
