import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { EXIT, Failure } from "../model/failure.ts";

/** Where a page is served. */
export interface Place {
  readonly address: string;
  /** 0 picks a free one. */
  readonly port: number;
}

export interface PageServer {
  /** `http://127.0.0.1:9470/metrics` */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Serves one page of plain text to GET; everything else is 404. Throws `address-taken`. */
export async function servePage(
  { address, port }: Place,
  path: string,
  text: () => string,
): Promise<PageServer> {
  const server = createServer((request, response) => {
    const isIt = request.method === "GET" && request.url?.split("?")[0] === path;
    response.writeHead(isIt ? 200 : 404, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
    response.end(isIt ? text() : "");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => reject(taken({ address, port }, cause))).listen(port, address, resolve);
  });
  const { port: real } = server.address() as AddressInfo;
  const shown = address.includes(":") ? `[${address}]` : address;
  return {
    url: `http://${shown}:${real}${path}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const taken = ({ address, port }: Place, cause: Error): Failure =>
  new Failure({
    code: "address-taken",
    subject: `${address}:${port}`,
    saw: cause.message,
    hint: "name another address with --listen",
    exit: EXIT.usage,
    cause,
  });
