import { expect, test } from "vitest";
import { parseGateway } from "../../src/facts/gateway.ts";
import { parseGatewayLoad, parseOverflowLoad } from "../../src/facts/gateway-load.ts";
import { gatewayLayout } from "../../src/model/layout.ts";

const load = (stdout: string) => parseGatewayLoad({ stdout, exit: 0 });

test("short and long contexts of a host are counted together", () => {
  expect(
    load(
      "load model-chat mac-01 UP 2 40 1\nload model-chat mac-02 DRAIN 1 9 0\nload model-chat mac-01 UP 1 3 0\n",
    ),
  ).toEqual([
    { group: "model-chat", host: "mac-01", isUp: true, outstanding: 3, requests: 43, again: 1 },
    { group: "model-chat", host: "mac-02", isUp: false, outstanding: 1, requests: 9, again: 0 },
  ]);
});

test("what left the pool is counted by server, lane and group", () => {
  const stdout = "load model-chat mac-01 UP 2 40 1\nover gpu-a interactive model-chat.2 UP 1 7\n";
  expect(parseOverflowLoad({ stdout, exit: 0 })).toEqual([
    {
      upstream: "gpu-a",
      lane: "interactive",
      group: "model-chat.2",
      isUp: true,
      outstanding: 1,
      requests: 7,
    },
  ]);
});

test("a gateway that says nothing has no load", () => {
  expect(load("")).toBeUndefined();
  expect(load("cannot connect\n")).toBeUndefined();
});

const interest = { layout: gatewayLayout("/"), release: "0".repeat(12), metricsPort: 9474, files: [] };
const said = (text: string) => parseGateway(interest, `@@ servers\n${text}\n@@ = 0\n`).servers;

test("the hosts behind a gateway are known with their state and their last check", () => {
  expect(said("model-chat mac-01 UP L7OK\nmodel-chat mac-02 DOWN L7RSP\nmodel-chat mac-03 UP ")).toEqual([
    { group: "model-chat", host: "mac-01", state: "UP", check: "L7OK" },
    { group: "model-chat", host: "mac-02", state: "DOWN", check: "L7RSP" },
    { group: "model-chat", host: "mac-03", state: "UP", check: "" },
  ]);
});

test("a machine on which nothing runs has no hosts and no jobs", () => {
  expect(parseGateway(interest, "")).toMatchObject({
    servers: [],
    services: [{ loaded: false }],
    proxyStatus: 0,
    serviceUser: false,
  });
});
