/** What runs on every host of an embedded pool: Ollama alone, or one engine of each kind. */
export type EngineSet = "ollama" | "mixed";

/** A model as lines of YAML; `url` is where registry and hub answer. */
type ModelLines = (url: string) => readonly string[];

/** An engine of the embedded pool and the models it serves, as lines of YAML. */
interface Entry {
  readonly name: string;
  readonly engine: readonly string[];
  readonly models: Readonly<Record<string, ModelLines>>;
}

/** The runtime that LM Studio brings for GGUF files. */
const RUNTIME = "llama.cpp-mac-arm64-apple-metal-advsimd@2.5.1";

const hub = (repository: string, file?: string) => (url: string) => [
  "source: hub",
  `hub: "${url}"`,
  `repository: ${repository}`,
  ...(file === undefined ? [] : [`file: ${file}`]),
];

const GGUF = hub("qwen/qwen3-4b-gguf", "qwen3-4b-q4_k_m.gguf");
const NOMIC = hub("nomic-ai/nomic-embed-text-v1.5-GGUF", "nomic-embed-text-v1.5.Q8_0.gguf");
const VECTORS: ModelLines = (url) => [...NOMIC(url), "embeds: true"];

const OLLAMA: Entry = {
  name: "ollama",
  engine: [
    "kind: ollama",
    "artifact: ollama@0.35.1",
    "port: 11434",
    "contextLength: 16384",
    'keepAlive: "-1"',
    "maxLoadedModels: 1",
  ],
  models: { chat: (url) => [`registry: "${url}"`, "repository: library/qwen3", "tag: 4b"] },
};

const OTHERS: readonly Entry[] = [
  {
    name: "coder",
    engine: ["kind: llama-server", "artifact: llama-server@b10800", "port: 11435", "contextLength: 4096"],
    models: { code: GGUF },
  },
  {
    name: "vectors",
    engine: ["kind: llama-server", "artifact: llama-server@b10800", "port: 11437", "contextLength: 2048"],
    models: { embed: VECTORS },
  },
  {
    name: "drafts",
    engine: ["kind: mlx-lm", "artifact: mlx-lm@0.31.3", "port: 11436", "contextLength: 4096"],
    models: { draft: hub("mlx-community/qwen3-4b-4bit") },
  },
  {
    name: "studio",
    engine: [
      "kind: lm-studio",
      "artifact: llmster@0.0.25-1",
      "port: 1234",
      "contextLength: 4096",
      `runtimes: ["${RUNTIME}"]`,
    ],
    models: { notes: GGUF, index: VECTORS },
  },
];

const entries = (set: EngineSet): readonly Entry[] => (set === "mixed" ? [OLLAMA, ...OTHERS] : [OLLAMA]);

export const engineNames = (set: EngineSet): readonly string[] => entries(set).map(({ name }) => name);
export const modelNames = (set: EngineSet): readonly string[] =>
  entries(set).flatMap(({ models }) => Object.keys(models));

const block = (name: string, lines: readonly string[]): string =>
  `  ${name}:\n${lines.map((line) => `    ${line}\n`).join("")}`;

/** The entries below `engines:`. */
export const enginesText = (set: EngineSet): string =>
  entries(set)
    .map(({ name, engine }) => block(name, [...engine, "parallel: 4", "healthDeadline: 30s"]))
    .join("");

/** The entries below `models:`. */
export const modelsText = (set: EngineSet, url: string): string =>
  entries(set)
    .flatMap(({ name, models }) =>
      Object.entries(models).map(([model, from]) => block(model, [`engine: ${name}`, ...from(url)])),
    )
    .join("");
