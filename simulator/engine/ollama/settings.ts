/** What the environment of `ollama serve` says. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly models: string;
  readonly parallel: number;
  readonly maxLoaded: number;
  readonly maxQueue: number;
  /** Milliseconds; infinite when negative was asked. */
  readonly keepAlive: number;
  readonly contextLength: number;
  /** llama.cpp's name for how a number of KV is kept. */
  readonly kvType: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const MINUTE = 60_000;
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: MINUTE, h: 60 * MINUTE };

const forever = (value: number): number => (value < 0 ? Number.POSITIVE_INFINITY : value);

/** `5m`, `30` (seconds) or `-1` (for ever), in ms; `undefined` when it is none of them. */
export function keepAliveOf(value: unknown): number | undefined {
  if (typeof value === "number") return forever(value * 1000);
  const [, amount, unit] =
    /^(-?\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(typeof value === "string" ? value : "") ?? [];
  return amount === undefined ? undefined : forever(Number(amount) * (UNITS[unit ?? "s"] ?? 1000));
}

const numberOr = (text: string | undefined, fallback: number): number => {
  const value = Number(text);
  return text === undefined || text === "" || !Number.isFinite(value) ? fallback : value;
};

/** `host`, `host:port`, `:port`, each with or without scheme. */
function address(text: string): { readonly host: string; readonly port: number } {
  const [, host, port] = /^(?:https?:\/\/)?([^:/]*)(?::(\d+))?\/?$/.exec(text) ?? [];
  return { host: host || "127.0.0.1", port: Number(port ?? 11434) };
}

/** Reads the variables as Ollama 0.35 does; `home` is `$HOME`. */
export const settingsOf = (env: Environment, home: string): Settings => ({
  ...address(env["OLLAMA_HOST"] ?? ""),
  models: env["OLLAMA_MODELS"] || `${home}/.ollama/models`,
  parallel: Math.max(1, numberOr(env["OLLAMA_NUM_PARALLEL"], 1)),
  maxLoaded: numberOr(env["OLLAMA_MAX_LOADED_MODELS"], 0) || 3,
  maxQueue: numberOr(env["OLLAMA_MAX_QUEUE"], 512),
  keepAlive: keepAliveOf(env["OLLAMA_KEEP_ALIVE"]) ?? 5 * MINUTE,
  contextLength: numberOr(env["OLLAMA_CONTEXT_LENGTH"], 0) || 262_144,
  kvType: env["OLLAMA_KV_CACHE_TYPE"] || "f16",
});
