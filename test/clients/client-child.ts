// Asks a proxy as a program of a user does, with the client libraries that are in use, and prints what the caller sees.
import { createInterface } from "node:readline";
import { Ollama } from "ollama";
import OpenAI from "openai";

/** One call: which library, whole or streamed, and what of it is out of the ordinary. */
export interface ClientCall {
  readonly client: "openai" | "ollama";
  readonly stream: boolean;
  readonly url: string;
  readonly key?: string;
  readonly model: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes of the prompt. */
  readonly bytes?: number;
  /** What is asked for in place of a chat. */
  readonly verb?: "pull" | "delete";
}

/** What a library tells its user besides is not for the test. */
console.log = () => undefined;

type Pieces = AsyncIterable<string>;

async function* openaiPieces(call: ClientCall): Pieces {
  const { url, key = "none", headers, model, stream } = call;
  const without = call.key === undefined ? { authorization: null } : {};
  const client = new OpenAI({
    baseURL: `${url}/v1`,
    apiKey: key,
    maxRetries: 0,
    defaultHeaders: { ...headers, ...without },
  });
  if (call.verb !== undefined) {
    await client.models.delete(model);
    return;
  }
  const messages = [{ role: "user" as const, content: "x".repeat(call.bytes ?? 1) }];
  if (!stream) {
    const whole = await client.chat.completions.create({ model, messages });
    yield whole.choices[0]?.message.content ?? "";
    return;
  }
  for await (const chunk of await client.chat.completions.create({ model, messages, stream }))
    if (chunk.choices[0]?.delta.content) yield chunk.choices[0].delta.content;
}

async function* ollamaPieces({ url, key, headers, model, stream, bytes, verb }: ClientCall): Pieces {
  const bearer = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const client = new Ollama({ host: url, headers: { ...headers, ...bearer } });
  if (verb === "pull") await client.pull({ model });
  if (verb === "delete") await client.delete({ model });
  if (verb !== undefined) return;
  const messages = [{ role: "user", content: "x".repeat(bytes ?? 1) }];
  if (!stream) {
    yield (await client.chat({ model, messages })).message.content;
    return;
  }
  for await (const { message } of await client.chat({ model, messages, stream }))
    if (message.content) yield message.content;
}

/** `AuthenticationError 401 invalid_api_key`; below an error without a status lies what the socket said. */
function thrown(error: unknown): string {
  if (!(error instanceof Error)) return `throws ${String(error)}`;
  const { status, status_code, code, cause } = error as Error & {
    readonly status?: number;
    readonly status_code?: number;
    readonly code?: string | null;
  };
  const http = status ?? status_code;
  const name = error.constructor.name;
  if (http !== undefined) return `throws ${name} ${http} ${code ?? codeIn(error.message) ?? ""}`.trimEnd();
  return `throws ${name}: ${[error.message, ...causes(cause)].join(": ")}`;
}

const codeIn = (message: string): string | undefined => /"code":"(\w+)"/.exec(message)?.[1];

function causes(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  const { code, cause } = error as Error & { code?: string };
  const below = causes(cause);
  return below.length > 0 ? below : [code ?? error.message];
}

async function seen(call: ClientCall): Promise<string> {
  let text = "";
  try {
    const pieces = call.client === "openai" ? openaiPieces(call) : ollamaPieces(call);
    for await (const piece of pieces) {
      if (text === "") process.stdout.write(`${JSON.stringify({ begun: true })}\n`);
      text += piece;
    }
    return `answers "${text}"`;
  } catch (error) {
    return text === "" ? thrown(error) : `answers "${text}", then ${thrown(error)}`;
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, call } = JSON.parse(line) as { id: number; call: ClientCall };
  void seen(call).then((saw) => process.stdout.write(`${JSON.stringify({ id, saw })}\n`));
}
