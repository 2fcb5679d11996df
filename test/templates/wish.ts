import { digestOf } from "../../src/model/digest.ts";
import type { Lane, LaneLimits } from "../../src/model/lane.ts";
import { layout } from "../../src/model/layout.ts";
import type { ArtifactName, SecretRef } from "../../src/model/pool.ts";
import { bytes, milliseconds } from "../../src/model/units.ts";
import type { ProxyEngine, ProxyWish } from "../../templates/haproxy/wish.ts";

export const KEYS = { chat: "ilk_chat-1", batch: "ilk_batch-1" } as const;

const interactive: Lane = {
  name: "interactive",
  owner: "web-team",
  streams: 3,
  queue: 64,
  queueTimeout: milliseconds(30_000),
  priority: 10,
  premium: false,
  limits: {},
  models: ["chat"],
  keys: [{ id: "web-1", owner: "alice", sha256: digestOf(KEYS.chat) }],
};

const batch: Lane = {
  name: "batch",
  owner: "data-team",
  streams: 1,
  queue: 1,
  queueTimeout: milliseconds(400),
  priority: 90,
  premium: false,
  limits: {},
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

/** The same host whose clients show a certificate, and whose batch lane asks for one by name. */
export const ASKING: ProxyWish = {
  ...WISH,
  gateway: {
    ...WISH.gateway,
    tls: {
      key: "env:CA_KEY" as SecretRef,
      names: [],
      lifetime: milliseconds(7_776_000_000),
      clients: "required",
    },
  },
  lanes: WISH.lanes.map((lane) => (lane.name === "batch" ? { ...lane, certificates: ["nightly"] } : lane)),
};

export const LIMIT_KEYS = {
  rated: "ilk_rated",
  tokens: "ilk_tokens",
  busy: "ilk_busy",
  small: "ilk_small",
  shut: "ilk_shut",
  open: "ilk_open",
  expired: "ilk_expired",
} as const;

const limited = (name: keyof typeof LIMIT_KEYS, limits: LaneLimits, expires?: string): Lane => ({
  ...interactive,
  name,
  limits,
  keys: [
    { id: `${name}-1`, owner: "carol: 0:0", sha256: digestOf(LIMIT_KEYS[name]), ...(expires && { expires }) },
  ],
});

/** `HH:MM` in UTC, so many hours from now. */
const clock = (now: number, hours: number): string =>
  new Date(now + hours * 3_600_000).toISOString().slice(11, 16);

/** A host with one lane for each limit, at a time that tells which hours are open. */
export const limitedAt = (now: number): ProxyWish => ({
  ...WISH,
  lanes: [
    limited("rated", { requestsPerMinute: 3 }),
    limited("tokens", { tokensPerMinute: 1000 }),
    limited("busy", { keyStreams: 1 }),
    limited("small", { contextLimit: 1000 }),
    limited("shut", { hours: [`${clock(now, 2)}-${clock(now, 4)}`] }),
    limited("open", { hours: [`${clock(now, -1)}-${clock(now, 1)}`] }),
    limited("expired", {}, "2026-01-01"),
  ],
});
