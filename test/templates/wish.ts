import { digestOf } from "../../src/model/digest.ts";
import { layout } from "../../src/model/layout.ts";
import type { ArtifactName, Lane } from "../../src/model/pool.ts";
import { bytes, milliseconds } from "../../src/model/units.ts";
import type { ProxyEngine, ProxyWish } from "../../templates/haproxy/wish.ts";

export const KEYS = { chat: "ilk_chat-1", batch: "ilk_batch-1" } as const;

const interactive: Lane = {
  name: "interactive",
  owner: "web-team",
  streams: 3,
  queue: 64,
  queueTimeout: milliseconds(30_000),
  models: ["chat"],
  keys: [{ id: "web-1", owner: "alice", sha256: digestOf(KEYS.chat) }],
};

const batch: Lane = {
  name: "batch",
  owner: "data-team",
  streams: 1,
  queue: 1,
  queueTimeout: milliseconds(400),
  models: ["chat", "embed", "elsewhere"],
  keys: [{ id: "bat-1", owner: "bob", sha256: digestOf(KEYS.batch) }],
};

const OLLAMA: ProxyEngine = {
  name: "ollama",
  port: 11434,
  slots: 4,
  probe: "/api/version",
  host: "127.0.0.1:11434",
  api: "ollama",
};

/** The wish the goldens are rendered from: one host, two lanes, one of them with a model that is not served here. */
export const WISH: ProxyWish = {
  layout: layout("/"),
  gateway: {
    artifact: "haproxy@3.4.6" as ArtifactName,
    port: 8443,
    metricsPort: 9464,
    bind: "0.0.0.0",
    drain: milliseconds(60_000),
    bodyLimit: bytes(8 * 1024 ** 2),
  },
  engines: [OLLAMA],
  lanes: [interactive, batch],
  models: {
    chat: { served: "qwen3:4b", engine: "ollama" },
    embed: { served: "nomic-embed-text:latest", engine: "ollama" },
  },
};

/** The same host with a second engine that serves `embed`, and knows nothing of Ollama's paths. */
export const TWO_ENGINES: ProxyWish = {
  ...WISH,
  engines: [
    OLLAMA,
    { name: "llamacpp", port: 11435, slots: 2, probe: "/health", host: "127.0.0.1:11435", api: "openai" },
  ],
  models: { ...WISH.models, embed: { served: "nomic-embed-text:latest", engine: "llamacpp" } },
};
