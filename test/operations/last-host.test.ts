import { describe, expect, test } from "vitest";
import type { GatewayServer, HostFacts } from "../../src/model/facts.ts";
import { forsaken, forsakenBehind, forsakenLine, type OtherHost } from "../../src/operations/last-host.ts";
import type { GatewayGroup } from "../../templates/pool-gateway/wish.ts";
import { convergedFacts, patched, wishFor } from "../fakes/wish.ts";

const wish = wishFor(undefined, "mac-02");
const other = (change: Partial<HostFacts> = {}): OtherHost => ({
  host: "mac-02",
  known: { wish, facts: patched(convergedFacts(wish), change) },
});

describe("as the other hosts say themselves, a model is forsaken", () => {
  test.each<readonly [string, others: readonly OtherHost[], reasons: readonly string[] | undefined]>([
    ["not when one of them serves it", [other()], undefined],
    ["when there is none", [], []],
    ["when they are drained", [other({ drained: true })], ["mac-02: drained"]],
    [
      "when their engine is dead",
      [other({ answering: [] })],
      [expect.stringContaining("mac-02: its engine ollama does not answer")],
    ],
    [
      "when they cannot be asked",
      [{ host: "mac-02", known: { why: "no SSH connection" } }],
      ["mac-02: no SSH connection"],
    ],
    [
      "not when one of several serves it",
      [{ host: "mac-03", known: { why: "no SSH connection" } }, other()],
      undefined,
    ],
  ])("%s", (_, others, reasons) => {
    expect(forsaken(["chat"], others)).toEqual(
      reasons === undefined ? [] : [{ model: "chat", others: reasons }],
    );
  });
});

describe("as a gateway sees it, a model is forsaken", () => {
  const group = {
    name: "model-chat",
    hosts: [{ id: "mac-01" }, { id: "mac-02" }],
  } as unknown as GatewayGroup;
  const server = (host: string, state: string): GatewayServer => ({
    group: "model-chat",
    host,
    state,
    check: "L7OK",
  });
  test.each<
    readonly [string, servers: readonly GatewayServer[], closing: readonly string[], forsakes: boolean]
  >([
    ["not when another host is up", [server("mac-01", "UP"), server("mac-02", "UP")], ["mac-01"], false],
    ["when the other one is down", [server("mac-01", "UP"), server("mac-02", "DOWN")], ["mac-01"], true],
    ["when both close", [server("mac-01", "UP"), server("mac-02", "UP")], ["mac-01", "mac-02"], true],
    ["not when a host closes that has nothing to do with it", [server("mac-01", "UP")], ["mac-03"], false],
  ])("%s", (_, servers, closing, forsakes) => {
    expect(forsakenBehind([group], servers, closing).map(({ model }) => model)).toEqual(
      forsakes ? ["chat"] : [],
    );
  });
});

test("the warning says what clients get, through which gateways, and how the others are", () => {
  const one = { model: "chat", others: ["mac-02 DOWN L7RSP"] };
  expect(forsakenLine(one, ["gate-01", "gate-02"])).toBe(
    "chat has no host left through gate-01, gate-02 (mac-02 DOWN L7RSP): its clients get 503 until one takes requests again",
  );
  expect(forsakenLine({ model: "chat", others: [] }, [])).toBe(
    "chat has no host left (no other host has it): its clients get 503 until one takes requests again",
  );
});
