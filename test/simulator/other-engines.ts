import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { SimulatedHost, SimulatedPool } from "../../simulator/pool.ts";
import { freePorts } from "../../simulator/ports.ts";
import { NOMIC } from "../../simulator/registry/nomic.ts";
import { publishedGguf } from "../../simulator/registry/published.ts";
import { tinyGguf } from "../../simulator/tiny/gguf.ts";
import { tinySnapshot } from "../../simulator/tiny/snapshot.ts";
import type { LmStudioEngine } from "../../src/model/engine.ts";
import { layout } from "../../src/model/layout.ts";
import { milliseconds } from "../../src/model/units.ts";
import { lmStudioScript } from "../../templates/lm-studio-job.ts";
import { lmStudioWrapper } from "../../templates/lm-studio-script.ts";
import { install, onHost } from "./shell.ts";

/** An engine that launchd keeps on a simulated Mac, with a model called `chat`. */
export interface OtherEngine {
  readonly name: "llama" | "mlx" | "studio";
  readonly label: string;
  readonly url: string;
  /** A page that a server with a dead runner still answers. */
  readonly lists: string;
}

const STUDIO: Omit<LmStudioEngine, "port"> = {
  kind: "lm-studio",
  name: "studio",
  artifact: "llmster@0.0.25-1" as LmStudioEngine["artifact"],
  parallel: 2,
  contextLength: 1024,
  environment: {},
  healthDeadline: milliseconds(20_000),
  runtimes: [],
};

const ARCHIVES = {
  llama: "/llama.cpp/b10800/llama-b10800-bin-macos-arm64.tar.gz",
  mlx: "/mlx-lm/0.31.3/mlx-lm-darwin-arm64.tgz",
  studio: "/llmster/0.0.25-1-darwin-arm64.full.tar.gz",
};

/** Starts llama-server, mlx_lm.server and, in its wrapper, LM Studio under launchd. They load for a moment. */
export async function otherEngines(
  pool: SimulatedPool,
  host: SimulatedHost,
): Promise<readonly OtherEngine[]> {
  const paths = layout(host.root);
  const [llama = 0, mlx = 0, studio = 0] = await freePorts(3);
  const place = (name: string) => join(paths.releases, name);
  for (const [name, archive] of Object.entries(ARCHIVES))
    await onHost(
      host,
      `mkdir -p ${place(name)} && curl -fsS ${pool.mirrorUrl}${archive} | tar -xzf - -C ${place(name)}`,
    );
  const models = join(paths.snapshots, "0123456789ab");
  mkdirSync(join(models, "gguf"), { recursive: true });
  mkdirSync(join(models, "chat"));
  writeFileSync(join(models, "gguf/chat.gguf"), tinyGguf(1));
  for (const [name, data] of Object.entries(tinySnapshot(1))) writeFileSync(join(models, "chat", name), data);
  const script = join(paths.current, lmStudioScript("studio"));
  const model = { snapshot: join(models, "gguf"), folder: "0123456789ab", identifier: "chat", embeds: false };
  const vectors = {
    snapshot: join(models, "nomic"),
    folder: "ba9876543210",
    identifier: "index",
    embeds: true,
  };
  mkdirSync(vectors.snapshot);
  writeFileSync(join(vectors.snapshot, "nomic.gguf"), publishedGguf(NOMIC, "nomic"));
  const engine = { ...STUDIO, port: studio };
  mkdirSync(dirname(script), { recursive: true });
  writeFileSync(
    script,
    lmStudioWrapper({
      engine,
      job: "studio",
      port: studio,
      layout: paths,
      release: "studio",
      program: "llmster",
      models: [model, vectors],
    }),
  );
  await begin(host, "llama", [
    `${place("llama")}/llama-server`,
    ...["--model", join(models, "gguf/chat.gguf"), "--alias", "chat", "--host", "127.0.0.1"],
    ...["--port", String(llama), "--parallel", "2", "--ctx-size", "2048"],
  ]);
  await begin(host, "mlx", [
    `${place("mlx")}/bin/mlx_lm.server`,
    ...["--model", join(models, "chat"), "--host", "127.0.0.1", "--port", String(mlx)],
  ]);
  await begin(host, "studio", ["/bin/sh", script]);
  const of = (name: OtherEngine["name"], port: number, lists: string): OtherEngine => ({
    name,
    label: `com.espalier.${name}`,
    url: `http://127.0.0.1:${port}`,
    lists,
  });
  return [
    of("llama", llama, "/v1/models"),
    of("mlx", mlx, "/v1/models"),
    of("studio", studio, "/api/v1/models"),
  ];
}

async function begin(host: SimulatedHost, name: string, program: readonly string[]): Promise<void> {
  const home = join(layout(host.root).state, name);
  mkdirSync(home, { recursive: true });
  const more = `<key>KeepAlive</key><true/><key>EnvironmentVariables</key><dict><key>HOME</key><string>${home}</string></dict>`;
  const path = install(host, { label: `com.espalier.${name}`, program, more });
  await onHost(host, `sudo -n launchctl bootstrap system ${path}`);
}
