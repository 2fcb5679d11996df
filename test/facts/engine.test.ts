import { expect, test } from "vitest";
import { type AskedEngine, enginePages, parseEngines, served } from "../../src/facts/engine.ts";
import type { Page } from "../../src/facts/pages.ts";

const ENGINES: Readonly<Record<string, AskedEngine>> = {
  ollama: { kind: "ollama", port: 11_434, standby: 11_534 },
  coder: { kind: "llama-server", port: 11_435 },
};

/** Everything answers on these ports, and tells a version by its port. */
const answering =
  (...ports: readonly number[]) =>
  (url: string): Page => {
    const port = Number(new URL(url).port);
    const answers = ports.includes(port);
    return {
      exit: answers ? 0 : 7,
      status: answers ? 200 : 0,
      stdout: answers ? JSON.stringify({ version: `0.${port}` }) : "",
    } as Page;
  };

test.each<readonly [string, byStandby: readonly string[], ports: readonly number[], wanted: object]>([
  [
    "an engine serves itself",
    [],
    [11_434],
    { answering: ["ollama"], aside: [], engineVersions: { ollama: "0.11434" } },
  ],
  ["its standby answers aside", [], [11_434, 11_534], { answering: ["ollama"], aside: ["ollama"] }],
  [
    "what its standby says counts while that serves",
    ["ollama"],
    [11_534],
    { answering: ["ollama"], aside: [], engineVersions: { ollama: "0.11534" } },
  ],
  ["the engine itself is aside then", ["ollama"], [11_434], { answering: [], aside: ["ollama"] }],
  [
    "one without a second port serves itself, whatever lies there",
    ["coder"],
    [11_435],
    { answering: ["coder"] },
  ],
])("%s", (_, byStandby, ports, wanted) => {
  expect(parseEngines(served(ENGINES, byStandby), answering(...ports))).toMatchObject(wanted);
});

test("whatever answers on the second port is told of, a page of somebody else's, too", () => {
  const stranger = (url: string): Page =>
    url.includes(":11534") ? { exit: 22, status: 404, stdout: "" } : answering(11_434)(url);
  expect(parseEngines(ENGINES, stranger).aside).toEqual(["ollama"]);
});

test("both ports are asked", () => {
  const pages = Object.values(ENGINES).flatMap(enginePages);
  expect([...new Set(pages.map((page) => new URL(page).port))]).toEqual(["11434", "11534", "11435"]);
});
