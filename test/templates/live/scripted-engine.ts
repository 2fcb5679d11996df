import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the engine saw of one request. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

type Script = (seen: Seen, response: ServerResponse) => void;

const isPing = ({ body }: Seen): boolean => /"(prompt|input)":"ping"/.test(body);

type Pong =
  | { readonly text: object; readonly vector?: never }
  | { readonly vector: object; readonly text?: never };

/** What health checks get for an answer, by the page. */
const PONGS: Readonly<Record<string, (engine: ScriptedEngine) => Pong>> = {
  "/api/generate": ({ tokens }) => ({ text: { done: true, prompt_eval_count: 9, eval_count: tokens } }),
  "/v1/completions": ({ tokens }) => ({
    text: {
      choices: [{ text: "pong" }],
      usage: { prompt_tokens: 9, completion_tokens: tokens, total_tokens: 9 + tokens },
    },
  }),
  "/api/embed": ({ vector }) => ({ vector: { model: "m", embeddings: [vector], prompt_eval_count: 1 } }),
  "/v1/embeddings": ({ vector }) => ({
    vector: { object: "list", data: [{ object: "embedding", index: 0, embedding: vector }] },
  }),
};

const ANSWER: Script = (_, response) =>
  response.setHeader("content-type", "application/json").end('{"ok":true}');

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** A tiny engine: answers health checks, and does with every other request what the test says. */
export class ScriptedEngine {
  readonly seen: Seen[] = [];
  /** Requests that are being answered now, and the most there ever were. */
  active = 0;
  peak = 0;
  script: Script = ANSWER;
  /** Digests of the models that it holds in memory. */
  resident: readonly string[] = [];
  /** What it has on disk, by name; a health check brings it into memory. */
  listed: Readonly<Record<string, string>> = {};
  /** How many tokens it generates for a health check. */
  tokens = 1;
  /** What it computes of a text: as long as large models make it. */
  vector: readonly (number | null)[] = Array.from({ length: 4096 }, (_, index) => -index / 4096);
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  async listen(port = 0): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(port, "127.0.0.1", resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  reset(): void {
    this.seen.length = 0;
    this.peak = this.active;
    this.script = ANSWER;
  }

  /** A model that embeds gives its vector and refuses to generate, as Ollama and llama-server do. */
  #pong({ url, body }: Seen, response: ServerResponse): void {
    const { model } = JSON.parse(body) as { model: string };
    const embeds = model.includes("embed");
    const answer = PONGS[url]?.(this);
    const [status, said] =
      answer === undefined || embeds !== "vector" in answer
        ? [400, { error: `"${model}" does not support ${url}` }]
        : [200, answer.vector ?? answer.text];
    if (status === 200) this.#load(model);
    response.writeHead(status).end(JSON.stringify(said));
  }

  get #listsModels(): boolean {
    return Object.keys(this.listed).length > 0;
  }

  #load(model: string): void {
    const digest = this.listed[model];
    if (digest !== undefined && !this.resident.includes(digest)) this.resident = [...this.resident, digest];
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (
      request.method === "GET" &&
      ["/api/version", "/health"].includes(request.url ?? "") &&
      request.headers["x-request-id"] === undefined
    ) {
      response.end('{"version":"0.35.1"}');
      return;
    }
    if (request.url === "/api/ps") {
      response.end(JSON.stringify({ models: this.resident.map((digest) => ({ digest })) }));
      return;
    }
    if (request.url === "/api/tags" && this.#listsModels) {
      const models = Object.entries(this.listed).map(([name, digest]) => ({
        name,
        model: name,
        size: 1,
        digest,
      }));
      response.end(JSON.stringify({ models }));
      return;
    }
    this.active += 1;
    this.peak = Math.max(this.peak, this.active);
    response.once("close", () => {
      this.active -= 1;
    });
    const { method = "", url = "", headers } = request;
    const seen = { method, url, headers, body: await bodyOf(request) };
    if (isPing(seen)) {
      this.#pong(seen, response);
      return;
    }
    this.seen.push(seen);
    this.script(seen, response);
  }
}
