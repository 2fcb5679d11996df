import { type Flags, lone, type Values, valuesOf, word } from "../flags.ts";
import { die } from "../release.ts";

/** Flags that change nothing that can be seen from outside; the real server knows them. */
const SILENT = [
  ["threads", "-t", "--threads"],
  ["threadsBatch", "-tb", "--threads-batch"],
  ["batch", "-b", "--batch-size"],
  ["layers", "-ngl", "--gpu-layers", "--n-gpu-layers"],
  ["flashAttention", "-fa", "--flash-attn"],
  ["typeV", "-ctv", "--cache-type-v"],
  ["cacheReuse", "--cache-reuse"],
  ["loadMode", "--load-mode"],
  ["fit", "-fit", "--fit"],
  ["timeout", "-to", "--timeout"],
  ["threadsHttp", "--threads-http"],
  ["ssePing", "--sse-ping-interval"],
  ["sleepIdle", "--sleep-idle-seconds"],
  ["logFile", "--log-file"],
  ["logVerbosity", "-lv", "--verbosity", "--log-verbosity"],
  ["seed", "-s", "--seed"],
  ["chatTemplate", "--chat-template"],
  ["reasoning", "--reasoning-format"],
  ["slotSavePath", "--slot-save-path"],
  ["kvUnifiedPerSlot", "--kv-unified-per-slot"],
  ["temp", "--temp"],
] as const;

const FLAGS: Flags = {
  ...Object.assign({}, ...SILENT.map(([key, ...spellings]) => word(key, ...spellings))),
  ...word("model", "-m", "--model"),
  ...word("alias", "-a", "--alias"),
  ...word("host", "--host"),
  ...word("port", "--port"),
  ...word("parallel", "-np", "--parallel"),
  ...word("context", "-c", "--ctx-size"),
  ...word("predict", "-n", "--predict", "--n-predict"),
  ...word("apiKey", "--api-key"),
  ...word("apiKeyFile", "--api-key-file"),
  ...word("ubatch", "-ub", "--ubatch-size"),
  ...word("pooling", "--pooling"),
  ...word("typeK", "-ctk", "--cache-type-k"),
  ...word("cacheRam", "-cram", "--cache-ram"),
  ...lone("metrics", "true", "--metrics"),
  ...lone("slots", "true", "--slots"),
  ...lone("slots", "false", "--no-slots"),
  ...lone("props", "true", "--props"),
  ...lone("embeddings", "true", "--embedding", "--embeddings"),
  ...lone("version", "true", "--version"),
  ...lone("ui", "false", "--no-ui", "--no-webui"),
  ...lone("offline", "true", "--offline"),
  ...lone("batching", "true", "-cb", "--cont-batching"),
  ...lone("batching", "false", "-nocb", "--no-cont-batching"),
  ...lone("unified", "true", "-kvu", "--kv-unified"),
  ...lone("unified", "false", "-no-kvu", "--no-kv-unified"),
  ...lone("jinja", "true", "--jinja"),
  ...lone("mlock", "true", "--mlock"),
  ...lone("mmap", "false", "--no-mmap"),
  ...lone("warmup", "false", "--no-warmup"),
};

/** What the command line of `llama-server` says. */
export interface Settings {
  readonly model: string;
  readonly alias: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly slots: number;
  /** Tokens of all slots together. */
  readonly context: number;
  /** llama.cpp's name for how a number of KV is kept. */
  readonly kvType: string;
  readonly keys: readonly string[];
  readonly keyFile: string | undefined;
  readonly showsMetrics: boolean;
  readonly showsSlots: boolean;
  readonly embeds: boolean;
  /** Tokens of a physical batch: a text that shall become a vector has to fit into one. */
  readonly batch: number;
  /** How one vector is made of many; absent: as the file says. */
  readonly pooling: string | undefined;
  readonly version: boolean;
}

const refuse = (flag: string, why: "unknown" | "bare"): never =>
  die(
    why === "unknown"
      ? `error: invalid argument: ${flag}`
      : `error while handling argument "${flag}": expected value for argument`,
  );

/** A number of tokens, slots or a port; anything else ends the program. */
function numberOf(values: Values, key: string, otherwise: number): number {
  const value = Number(values[key] ?? otherwise);
  return Number.isInteger(value) ? value : die(`error while handling argument "--${key}": stoi`);
}

/** Auto is four slots; a context of 0 is the model's own, here 40960. */
const orAuto = (value: number, auto: number): number => (value <= 0 ? auto : value);

/** Reads the arguments as llama-server does; an unknown flag ends the program. */
export function settingsOf(argv: readonly string[]): Settings {
  const values = valuesOf(argv, FLAGS, refuse);
  return {
    model: values["model"] ?? "",
    alias: values["alias"],
    host: values["host"] ?? "127.0.0.1",
    port: numberOf(values, "port", 9931),
    slots: orAuto(numberOf(values, "parallel", -1), 4),
    context: orAuto(numberOf(values, "context", 0), 40_960),
    kvType: values["typeK"] ?? "f16",
    keys: values["apiKey"]?.split(",") ?? [],
    keyFile: values["apiKeyFile"],
    showsMetrics: values["metrics"] === "true",
    showsSlots: values["slots"] !== "false",
    embeds: values["embeddings"] === "true",
    batch: numberOf(values, "ubatch", 512),
    pooling: values["pooling"],
    version: values["version"] === "true",
  };
}
