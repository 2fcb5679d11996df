import type { DownloadedModel } from "./model-folder.ts";

/** What runs the models of one format; LM Studio brings and updates them apart from itself. */
export interface Runtime {
  readonly name: string;
  readonly version: string;
  readonly format: DownloadedModel["format"];
}

/** What 0.0.25 has on disk; the newest of a format is selected until somebody selects another one. */
const INSTALLED: readonly Runtime[] = [
  { name: "llama.cpp-mac-arm64-apple-metal-advsimd", version: "2.5.1", format: "gguf" },
  { name: "llama.cpp-mac-arm64-apple-metal-advsimd", version: "2.6.0", format: "gguf" },
  { name: "mlx-llm-mac-arm64-apple-metal-advsimd", version: "1.3.0", format: "safetensors" },
];

const aliasOf = ({ name, version }: Runtime): string => `${name}@${version}`;

/** The installed runtime that is called so. */
export const findRuntime = (alias: string): Runtime | undefined =>
  INSTALLED.find((runtime) => aliasOf(runtime) === alias);

/** The runtime that models of the format run on; `chosen` are the aliases that were selected, the last one last. */
export function selectedRuntime(format: Runtime["format"], chosen: readonly string[]): Runtime {
  const able = (runtime: Runtime | undefined) => runtime?.format === format;
  const found = chosen.map(findRuntime).findLast(able) ?? INSTALLED.findLast(able);
  if (found === undefined) throw new TypeError(`no runtime for ${format}`);
  return found;
}

/** The table of `lms runtime ls`. */
export const runtimeTable = (chosen: readonly string[]): string => {
  const rows = INSTALLED.map((runtime) => {
    const mark = selectedRuntime(runtime.format, chosen) === runtime ? "✓" : " ";
    return `${aliasOf(runtime)}    ${mark}    ${runtime.format.toUpperCase()}\n`;
  });
  return `LLM ENGINE    SELECTED    MODEL FORMAT\n${rows.join("")}`;
};
