import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { close, listen } from "../server.ts";
import type { Artifact } from "./artifacts.ts";

/** First byte that `Range: bytes=N-` asks for. */
const startOf = (request: IncomingMessage): number =>
  Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);

/** The same length, other bytes: what a mirror serves after somebody replaced a release. */
function replaced(bytes: Buffer): Buffer {
  const other = Buffer.from(bytes);
  other[other.length - 1] = (other.at(-1) ?? 0) ^ 0xff;
  return other;
}

/** Serves artifacts over HTTP, resumable. */
export class Mirror {
  readonly artifacts: readonly Artifact[];
  /** While true every artifact has other bytes than those the lock pins. */
  tampered = false;
  readonly #server: Server;
  readonly #url: string;

  private constructor(parts: {
    readonly server: Server;
    readonly url: string;
    readonly artifacts: readonly Artifact[];
  }) {
    this.#server = parts.server;
    this.#url = parts.url;
    this.artifacts = parts.artifacts;
  }

  static async start(port: number, artifacts: readonly Artifact[]): Promise<Mirror> {
    const server = await listen(port, (request, response) => mirror.#answer(request, response));
    const mirror = new Mirror({ server, url: `http://127.0.0.1:${port}`, artifacts });
    return mirror;
  }

  get url(): string {
    return this.#url;
  }

  stop(): Promise<void> {
    return close(this.#server);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const found = this.artifacts.find(({ path }) => path === request.url);
    if (found === undefined) {
      response.writeHead(404).end("no such artifact\n");
      return;
    }
    const bytes = this.tampered ? replaced(found.bytes) : found.bytes;
    const start = startOf(request);
    if (start > 0 && start >= bytes.length) {
      response.writeHead(416, { "content-range": `bytes */${bytes.length}` }).end();
      return;
    }
    const range =
      start === 0 ? {} : { "content-range": `bytes ${start}-${bytes.length - 1}/${bytes.length}` };
    response.writeHead(start === 0 ? 200 : 206, {
      "content-type": "application/gzip",
      "content-length": bytes.length - start,
      "accept-ranges": "bytes",
      ...range,
    });
    response.end(request.method === "HEAD" ? undefined : bytes.subarray(start));
  }
}
