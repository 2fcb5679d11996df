import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { digestOf, isDigest } from "../../src/model/digest.ts";
import { close, listen, sendJson } from "../server.ts";
import { Hub } from "./hub.ts";
import { MANIFEST_TYPE, models, type RegistryModel } from "./models.ts";

const PATH = /^\/v2\/(.+)\/(manifests|blobs)\/([^/?]+)$/;

const unknown = (response: ServerResponse, code: "MANIFEST_UNKNOWN" | "BLOB_UNKNOWN"): void =>
  sendJson(response, 404, { errors: [{ code, message: code.toLowerCase().replace("_", " ") }] });

/** A model registry, reading only: docker distribution v2, and beside it files by revision as a hub serves them. */
export class Registry {
  readonly url: string;
  /** While true every tag names another manifest than before. */
  moved = false;
  readonly #server: Server;
  readonly #first = models(1);
  readonly #second = models(2);
  readonly #hub = new Hub();
  #served = 0;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  static async start(port: number): Promise<Registry> {
    const server = await listen(port, (request, response) => registry.#answer(request, response));
    const registry = new Registry(server, `http://127.0.0.1:${port}`);
    return registry;
  }

  /** Bytes of blobs and files that were served since the start. */
  get blobBytes(): number {
    return this.#served + this.#hub.served;
  }

  stop(): Promise<void> {
    return close(this.#server);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    if (this.#hub.answer(request.url ?? "", this.moved, response, request.headers.range)) return;
    const [, repository = "", kind, reference = ""] = PATH.exec(request.url ?? "") ?? [];
    const data =
      kind === "manifests" ? this.#manifest(repository, reference) : this.#blob(repository, reference);
    if (data === undefined) {
      unknown(response, kind === "manifests" ? "MANIFEST_UNKNOWN" : "BLOB_UNKNOWN");
      return;
    }
    if (kind === "blobs") this.#served += data.length;
    response.writeHead(200, {
      "content-type": kind === "manifests" ? MANIFEST_TYPE : "application/octet-stream",
      "content-length": data.length,
      "docker-content-digest": digestOf(data),
    });
    response.end(request.method === "HEAD" ? undefined : data);
  }

  /** Both editions stay reachable by digest; a tag names one of them. */
  #manifest(repository: string, reference: string): Buffer | undefined {
    const held = [...this.#first, ...this.#second].filter((model) => model.repository === repository);
    if (isDigest(reference)) return held.find(({ manifest }) => digestOf(manifest) === reference)?.manifest;
    const tagged: readonly RegistryModel[] = this.moved ? this.#second : this.#first;
    return tagged.find((model) => model.repository === repository && model.tag === reference)?.manifest;
  }

  #blob(repository: string, reference: string): Buffer | undefined {
    if (!isDigest(reference)) return undefined;
    return [...this.#first, ...this.#second]
      .filter((model) => model.repository === repository)
      .map(({ blobs }) => blobs.get(reference))
      .find((data) => data !== undefined);
  }
}
