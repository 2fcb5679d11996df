import { expect, test } from "vitest";
import type { GatewayServer } from "../../src/model/facts.ts";
import { lastServed } from "../../src/operations/gateway/last-served.ts";

const server = (group: string, host: string, state = "UP"): GatewayServer => ({
  group,
  host,
  state,
  check: "L7OK",
});

const CHAT = [server("model-chat", "mac-01"), server("model-chat", "mac-02")];

test.each<
  readonly [string, servers: readonly GatewayServer[], closing: readonly string[], models: readonly string[]]
>([
  ["none, while another host is up", CHAT, ["mac-02"], []],
  ["those of which all hosts close", CHAT, ["mac-01", "mac-02"], ["chat"]],
  [
    "those whose other host is not found",
    [server("model-chat", "mac-01", "DOWN"), server("model-chat", "mac-02")],
    ["mac-02"],
    ["chat"],
  ],
  [
    "those whose other host is drained",
    [server("model-chat", "mac-01", "DRAIN"), server("model-chat", "mac-02")],
    ["mac-02"],
    ["chat"],
  ],
  [
    "those that some lane reaches nowhere else, once",
    [...CHAT, server("model-chat.2", "mac-02"), server("model-chat.3", "mac-02")],
    ["mac-02"],
    ["chat"],
  ],
  ["those that no host serves now", [server("model-notes", "mac-01", "DOWN")], ["mac-02"], ["notes"]],
  ["not servers outside of the pool", [server("over:gpu-a", "chat", "DOWN")], ["mac-02"], []],
  ["none where no proxy answers", [], ["mac-01"], []],
])("a gateway is left without a host for %s", (_, servers, closing, models) => {
  expect(lastServed(servers, closing)).toEqual(models);
});
