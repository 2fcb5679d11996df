import { gatewayLayout } from "../../src/model/layout.ts";
import { bytes, milliseconds } from "../../src/model/units.ts";
import type { GatewayWish } from "../../templates/pool-gateway/wish.ts";
import { WISH } from "./wish.ts";

const host = (id: string, at: number) => ({ id, address: `10.0.7.${at}`, port: 8443, slots: 4 });

export const DIGEST = "c4".repeat(32);
export const EMBED_DIGEST = "e5".repeat(32);

/** The pool the goldens are rendered from: `chat` on two hosts, `embed` on one of them. */
export const POOL_WISH: GatewayWish = {
  layout: gatewayLayout("/"),
  gateway: { ...WISH.gateway, port: 8444, metricsPort: 9474 },
  lanes: WISH.lanes,
  groups: [
    {
      name: "model-chat",
      served: "qwen3:4b",
      api: "ollama",
      embeds: false,
      digest: DIGEST,
      bytes: 2_600_000_000,
      loading: milliseconds(60_000),
      hosts: [host("mac-01", 11), host("mac-02", 12)],
    },
    {
      name: "model-embed",
      served: "nomic-embed-text:latest",
      api: "ollama",
      embeds: true,
      digest: EMBED_DIGEST,
      bytes: 270_000_000,
      loading: milliseconds(30_000),
      hosts: [host("mac-02", 12)],
    },
  ],
  routes: [
    { lane: "interactive", served: "qwen3:4b", group: "model-chat" },
    { lane: "batch", served: "qwen3:4b", group: "model-chat" },
    { lane: "batch", served: "nomic-embed-text:latest", group: "model-embed" },
  ],
  probe: { every: milliseconds(1000), patience: milliseconds(40_000) },
  overflows: [],
  affinityAbove: bytes(32 * 1024),
};

/** The same pool, whose interactive lane may go to a GPU host from two requests beyond its slots on. */
export const overflowing = (streams: number): GatewayWish => ({
  ...POOL_WISH,
  overflows: [
    {
      name: "gpu-a",
      host: "gpu-a.example.net",
      port: 8000,
      streams,
      above: 2,
      routes: [{ lane: "interactive", group: "model-chat", served: "qwen3:4b" }],
    },
  ],
});
