import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

const ROWS: readonly (readonly [string, readonly string[]])[] = [
  ["keys add", ["--id <id>", "--owner <owner>"]],
  ["drain", ["--on <selector>"]],
  ["failover", ["--from <host>", "--to <host>"]],
  ["keys push", []],
];

test.each(ROWS)("the help of %s says which options it cannot do without", (verb, options) => {
  const { stdout } = spawnSync(process.execPath, ["bin/espalier.js", ...verb.split(" "), "--help"], {
    encoding: "utf8",
  });
  const required = stdout.split(/\n(?= {2}-)/).filter((option) => /\(required\)/.test(option));
  expect(required.map((option) => /--\S+ <\w+>/.exec(option)?.[0])).toEqual(options);
});
