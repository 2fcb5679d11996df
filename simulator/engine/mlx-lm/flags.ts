import { type Flags, lone, valuesOf, word } from "../flags.ts";
import { die } from "../release.ts";

const FLAGS: Flags = {
  ...word("model", "--model"),
  ...word("adapter", "--adapter-path"),
  ...word("host", "--host"),
  ...word("port", "--port"),
  ...word("origins", "--allowed-origins"),
  ...word("draft", "--draft-model"),
  ...word("draftTokens", "--num-draft-tokens"),
  ...lone("trust", "true", "--trust-remote-code"),
  ...word("logLevel", "--log-level"),
  ...word("chatTemplate", "--chat-template"),
  ...lone("defaultTemplate", "true", "--use-default-chat-template"),
  ...word("temp", "--temp"),
  ...word("topP", "--top-p"),
  ...word("topK", "--top-k"),
  ...word("minP", "--min-p"),
  ...word("maxTokens", "--max-tokens"),
  ...word("templateArgs", "--chat-template-args"),
  ...word("decodeConcurrency", "--decode-concurrency"),
  ...word("promptConcurrency", "--prompt-concurrency"),
  ...word("prefillStep", "--prefill-step-size"),
  ...word("cacheSize", "--prompt-cache-size"),
  ...word("cacheBytes", "--prompt-cache-bytes"),
  ...lone("pipeline", "true", "--pipeline"),
};

/** What the command line of `mlx_lm.server` says. */
export interface Settings {
  readonly model: string;
  readonly host: string;
  readonly port: number;
  /** Streams that may decode in one batch; 1 with a draft model, which cannot be batched. */
  readonly streams: number;
  readonly maxTokens: number;
  /** Prompts kept, and their bytes at most. */
  readonly cacheSize: number;
  readonly cacheBytes: number;
}

const USAGE =
  "usage: mlx_lm.server [-h] [--model MODEL] [--adapter-path ADAPTER_PATH] [--host HOST] [--port PORT]";

/** argparse ends with 2. */
const refuse = (flag: string, why: "unknown" | "bare"): never =>
  die(
    `${USAGE}\nmlx_lm.server: error: ${
      why === "unknown" ? `unrecognized arguments: ${flag}` : `argument ${flag}: expected one argument`
    }`,
    2,
  );

/** `8G`, `512M` or plain bytes. */
function bytesOf(text: string): number {
  const [, amount = "0", unit = ""] = /^(\d+(?:\.\d+)?)\s*([KMG]?)B?$/i.exec(text) ?? [];
  return Number(amount) * 1024 ** ["", "K", "M", "G"].indexOf(unit.toUpperCase());
}

/** Reads the arguments as mlx_lm.server 0.31 does; an unknown flag ends the program. */
export function settingsOf(argv: readonly string[]): Settings {
  const values = valuesOf(argv, FLAGS, refuse);
  const cacheBytes = values["cacheBytes"];
  return {
    model: values["model"] ?? "",
    host: values["host"] ?? "127.0.0.1",
    port: Number(values["port"] ?? 8080),
    streams: values["draft"] === undefined ? Number(values["decodeConcurrency"] ?? 32) : 1,
    maxTokens: Number(values["maxTokens"] ?? 512),
    cacheSize: Number(values["cacheSize"] ?? 10),
    cacheBytes: cacheBytes === undefined ? Number.POSITIVE_INFINITY : bytesOf(cacheBytes),
  };
}
