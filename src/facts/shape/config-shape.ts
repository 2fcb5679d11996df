import type { ShapeReading } from "../../model/shape.ts";
import { bytes } from "../../model/units.ts";
import { grouped, type Layer } from "./groups.ts";

type Config = Readonly<Record<string, unknown>>;

const numberOf = (config: Config, key: string): number | undefined => {
  const value = config[key];
  return typeof value === "number" && value >= 0 ? value : undefined;
};

/** Models that also see or hear keep what concerns words one level down. */
function wordsOf(config: Config): Config {
  const inner = config["text_config"];
  return typeof inner === "object" && inner !== null && !("num_hidden_layers" in config)
    ? { ...config, ...(inner as Config) }
    : config;
}

type Kind = "full" | "windowed" | "none";

/** `layer_types` says it of each layer; older configs name a period, of which the last layer has no window. */
function kindOf(config: Config, layer: number): Kind {
  const types = config["layer_types"];
  if (Array.isArray(types)) {
    if (types[layer] === "full_attention") return "full";
    return types[layer] === "sliding_attention" || types[layer] === "chunked_attention" ? "windowed" : "none";
  }
  const period = numberOf(config, "sliding_window_pattern");
  return period !== undefined && period > 0 && layer % period !== period - 1 ? "windowed" : "full";
}

function layersOf(config: Config, count: number, heads: number): readonly Layer[] {
  const kvHeads = numberOf(config, "num_key_value_heads") ?? heads;
  const length = numberOf(config, "head_dim") ?? (numberOf(config, "hidden_size") ?? 0) / heads;
  const window = numberOf(config, "sliding_window");
  return Array.from({ length: count }, (_, layer): Layer => {
    const kind = kindOf(config, layer);
    if (kind === "none") return undefined;
    const sizes = { kvHeads, keyLength: length, valueLength: length };
    return kind === "windowed" && window !== undefined ? { ...sizes, window } : sizes;
  });
}

/** Latent attention is kept in one of several ways, which the config does not tell. */
const strange = (config: Config): string | undefined =>
  "kv_lora_rank" in config ? "its config.json has kv_lora_rank: how its KV is kept is not known" : undefined;

const isFloat32 = (config: Config): boolean => (config["dtype"] ?? config["torch_dtype"]) === "float32";

/** The shape of a model by the `config.json` of its snapshot; `weights` are the bytes of its files. */
export function configShape(text: string, weights: number): ShapeReading {
  const parsed = parse(text);
  if (parsed === undefined) return { kind: "unread", why: "its config.json is no JSON object" };
  const config = wordsOf(parsed);
  const why = strange(config);
  if (why !== undefined) return { kind: "unread", why };
  const [count, heads] = [numberOf(config, "num_hidden_layers"), numberOf(config, "num_attention_heads")];
  if (count === undefined || heads === undefined || heads === 0)
    return { kind: "unread", why: "its config.json names no num_hidden_layers or num_attention_heads" };
  const [vocabulary, context] = [numberOf(config, "vocab_size"), numberOf(config, "max_position_embeddings")];
  const shape = {
    source: "config" as const,
    architecture: typeof config["model_type"] === "string" ? config["model_type"] : "unnamed",
    weights: bytes(weights),
    ...(vocabulary !== undefined && { vocabulary }),
    ...(context !== undefined && { context }),
    numberBytes: isFloat32(config) ? 4 : 2,
    attention: grouped(layersOf(config, count, heads)),
  };
  return { kind: "read", shape };
}

function parse(text: string): Config | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Config)
      : undefined;
  } catch {
    return undefined;
  }
}
