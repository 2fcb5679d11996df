import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { selfSigned } from "../fakes/self-signed.ts";

/** An OpenAI-compatible server of somebody else, over TLS and with a key of its own. */
export interface Upstream {
  /** `https://localhost:<port>`. */
  readonly url: string;
  /** Path of the certificate that signs for it. */
  readonly ca: string;
  /** What each request for a chat showed as its credentials, in order. */
  readonly asked: readonly string[];
  /** From now on streams begin and do not end. */
  readonly hold: () => void;
  /** Ends the streams that were held; from now on none is. */
  readonly release: () => void;
  readonly close: () => void;
}

const DONE = "data: [DONE]\n\n";

/** Serves one model for one key. */
export async function upstream(model: string, key: string): Promise<Upstream> {
  const { caFile, ...tls } = selfSigned();
  const asked: string[] = [];
  const held: ServerResponse[] = [];
  let isHolding = false;
  const stream = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    asked.push(`${request.headers.authorization}`);
    await text(request);
    response.writeHead(200, { "content-type": "text/event-stream" }).write('data: {"choices":[]}\n\n');
    if (isHolding) held.push(response);
    else response.end(DONE);
  };
  const server = createServer(tls, (request, response) => {
    if (request.headers.authorization !== `Bearer ${key}`) response.writeHead(401).end();
    else if (request.url === "/v1/models") response.end(JSON.stringify({ data: [{ id: model }] }));
    else void stream(request, response);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    ca: caFile,
    asked,
    hold: () => {
      isHolding = true;
    },
    release: () => {
      isHolding = false;
      for (const response of held.splice(0)) response.end(DONE);
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
