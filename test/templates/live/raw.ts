import { connect, type TLSSocket } from "node:tls";
import type { Door } from "./client.ts";

/** A TLS connection that says nothing yet. */
export function line(proxy: Door): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const options = {
      host: "127.0.0.1",
      port: proxy.wish.gateway.port,
      servername: "localhost",
      ca: proxy.ca,
    };
    const socket = connect(options, () => resolve(socket));
    socket.once("error", reject);
  });
}

/** `413 request_too_large`; the status alone when the answer has no `error.code`. */
const shown = (answer: string): string =>
  [answer.slice(0, 3), /"code":"(\w+)"/.exec(answer)?.[1]].filter((word) => word !== undefined).join(" ");

/** Newer versions: a refused connection stays until its client has sent all that it announced: so long after the last answer, ms. */
const SILENCE = 2000;

/** Everything that comes back until the proxy closes the connection or says no more: one status line per answer, `cut` for none. */
export function answers(socket: TLSSocket): Promise<readonly string[]> {
  let text = "";
  return new Promise((resolve) => {
    socket.on("data", (chunk) => {
      text += String(chunk);
      socket.setTimeout(SILENCE, () => socket.destroy());
    });
    const done = (): void => {
      const [, ...parts] = text.split(/HTTP\/1\.[01] (?=\d{3} )/);
      resolve(parts.length === 0 ? ["cut"] : parts.map(shown));
    };
    socket.once("close", done).on("error", done);
  });
}

/** Sends these bytes and reads until the connection is closed. */
export async function raw(proxy: Door, bytes: string): Promise<readonly string[]> {
  const socket = await line(proxy);
  socket.write(bytes);
  return answers(socket);
}
