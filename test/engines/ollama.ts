import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { tinyGguf } from "../../simulator/tiny/gguf.ts";
import { resolveModel } from "../../src/connectors/registry.ts";
import { enginePages } from "../../src/facts/engine.ts";
import { parseResident, parseVersion } from "../../src/facts/engines/ollama.ts";
import { manifestPath, ollamaName } from "../../src/facts/models.ts";
import { digestOf, hexOf } from "../../src/model/digest.ts";
import type { HostFacts } from "../../src/model/facts.ts";
import { layout } from "../../src/model/layout.ts";
import type { RegistryPin } from "../../src/model/lock.ts";
import type { RegistryModel } from "../../src/model/model.ts";
import { models } from "../../src/operations/model.ts";
import type { HostWish } from "../../src/operations/wish.ts";
import { web } from "../fakes/web.ts";
import { act, deed, deedsOf, refuses } from "./act.ts";
import { demand } from "./demand.ts";
import { type RealEngine, type Running, startProgram } from "./running.ts";

type Parts = Parameters<RealEngine["start"]>[0];

/** Seconds until the first token. */
const PATIENCE = "120";

const serve = ({ path, root, port }: Parts, store: string): Promise<() => Promise<void>> =>
  startProgram({
    argv: [path, "serve"],
    environment: {
      HOME: root,
      OLLAMA_HOST: `127.0.0.1:${port}`,
      OLLAMA_MODELS: store,
      OLLAMA_NUM_PARALLEL: "2",
      OLLAMA_CONTEXT_LENGTH: "1024",
      OLLAMA_KEEP_ALIVE: "-1",
      OLLAMA_NOPRUNE: "1",
      OLLAMA_NO_CLOUD: "1",
    },
    log: join(root, "engine.log"),
    page: pagesOf(port)[0],
  });

/** Lets the engine itself make a model of the GGUF file: its manifest and its blobs lie in `store` afterwards. */
async function create(parts: Parts, store: string): Promise<void> {
  const stop = await serve(parts, store);
  try {
    const url = `http://127.0.0.1:${parts.port}`;
    const data = tinyGguf(1);
    const blob = await fetch(`${url}/api/blobs/${digestOf(data)}`, {
      method: "POST",
      body: new Uint8Array(data),
    });
    const made = await fetch(`${url}/api/create`, {
      method: "POST",
      body: JSON.stringify({ model: "tiny", files: { "tiny.gguf": digestOf(data) }, stream: false }),
    });
    const said = await made.text();
    demand(
      blob.ok && made.ok && said.includes("success"),
      `the engine makes a model of the file: ${said.trim()}`,
    );
  } finally {
    await stop();
  }
}

/** Where it tells its version, and what is resident. */
const pagesOf = (port: number) => enginePages({ kind: "ollama", port }) as readonly [string, string];

/** A registry of the one model in `store`: the bytes that the engine wrote. */
const registryOf = (store: string) =>
  web((request, response) => {
    const [, kind, name = ""] = /\/(manifests|blobs)\/([\w:.-]+)$/.exec(request.url ?? "") ?? [];
    const path =
      kind === "manifests"
        ? join(store, "manifests/registry.ollama.ai/library/tiny/latest")
        : join(store, "blobs", name.replace(":", "-"));
    response.end(readFileSync(path));
  });

/** The steps that a plan would take for this model on a host that has nothing. */
function admission(root: string, pin: RegistryPin): ReturnType<typeof deedsOf> {
  const wish = {
    layout: layout(root),
    pool: { models: { tiny: { name: "tiny" } as RegistryModel } },
    host: { models: ["tiny"] },
    lock: { models: { tiny: pin } },
  };
  const facts = { keptManifests: [] as readonly string[], blobs: {} };
  return deedsOf(models(wish as unknown as HostWish, facts as unknown as HostFacts));
}

/** Pins what the registry serves, brings it by digest into a second store, and lets the engine see it. */
async function admit(root: string, store: string): Promise<RegistryPin> {
  const registry = await registryOf(store);
  try {
    const source = { name: "tiny", registry: registry.url, repository: "library/tiny", tag: "latest" };
    const { pin } = await resolveModel(source as RegistryModel);
    const moved = admission(root, { ...pin, manifest: digestOf("another manifest") });
    demand(await refuses(root, moved, "the tag moved"), "a manifest with another digest is refused");
    const paths = layout(root);
    for (const folder of [`${paths.home}/manifests`, `${paths.models}/blobs`])
      mkdirSync(folder, { recursive: true });
    await act(root, admission(root, pin));
    const kept = `${paths.home}/manifests/${hexOf(pin.manifest)}`;
    await act(root, [deed("install_manifest", kept, `${paths.models}/manifests/${manifestPath(pin)}`)]);
    return pin;
  } finally {
    await registry.close();
  }
}

async function prove({ root, port }: Parts, pin: RegistryPin): Promise<string> {
  const model = ollamaName(pin);
  const said = async (url: string) => ({ stdout: await (await fetch(url)).text(), stderr: "", exit: 0 });
  demand(parseVersion(await said(pagesOf(port)[0])) !== undefined, "the version is read");
  await act(root, [
    deed("await_first_token", String(port), model, PATIENCE, "com.espalier.ollama", "ollama"),
  ]);
  demand(true, "one token was generated within the deadline");
  const resident = parseResident(await said(pagesOf(port)[1]));
  demand(resident[model] === hexOf(pin.manifest), "/api/ps shows the model under the pinned digest");
  return model;
}

async function start(parts: Parts): Promise<Running> {
  const { root, port } = parts;
  const store = join(root, "first");
  mkdirSync(join(root, "opt/espalier/manifests"), { recursive: true });
  await create(parts, store);
  const pin = await admit(root, store);
  const stop = await serve(parts, layout(root).models);
  try {
    const model = await prove(parts, pin);
    return { port, model, proxied: { probe: "/api/version", api: "ollama" }, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

/** Ollama: the model is made by one server and admitted by digest into the store of another. */
export const OLLAMA: RealEngine = { program: "ollama", version: ["--version"], start };
