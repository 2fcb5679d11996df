import type { Settings } from "./settings.ts";

const gib = (bytes: number): string => `"${(bytes / 1024 ** 3).toFixed(1)} GiB"`;

function line(source: string, rest: string): string {
  return `time=${new Date().toISOString()} level=INFO source=${source} ${rest}`;
}

/** What Ollama writes when it starts; gates read the third and the last line. */
export function startLines(
  version: string,
  settings: Settings,
  options: { readonly memory: number; readonly environment: Readonly<Record<string, string | undefined>> },
): readonly string[] {
  const inForce = { OLLAMA_NUM_PARALLEL: String(settings.parallel), ...options.environment };
  const variables = Object.entries(inForce)
    .filter(([name]) => name.startsWith("OLLAMA_"))
    .map(([name, value]) => `${name}:${value}`);
  const vram = gib(options.memory * 0.75);
  return [
    line("routes.go:1931", `msg="server config" env="map[${variables.join(" ")}]"`),
    line(
      "types.go:32",
      `msg="inference compute" id=0 filter_id=0 library=Metal compute=0.0 name=MTL0 description="Apple M4 Pro" libdirs=ollama driver=0.0 pci_id="" type=iGPU total=${vram} available=${vram}`,
    ),
    line(
      "routes.go:2058",
      `msg="vram-based default context" total_vram=${vram} default_num_ctx=${settings.contextLength}`,
    ),
    line("routes.go:2103", `msg="Listening on ${settings.host}:${settings.port} (version ${version})"`),
  ];
}
