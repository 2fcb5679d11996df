import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * Below the range from which the OS takes ports for outgoing connections (32768 on Linux, 49152 on macOS):
 * a port that is listened on only later must not be somebody's end of a connection by then.
 */
const FIRST = 20_000;
const LAST = 32_000;

/** Resolves to a function that gives `port` back, or to `undefined` when it is taken. */
const hold = (port: number): Promise<(() => void) | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => resolve(() => server.close()));
  });

/** `count` loopback ports that nobody listened on a moment ago, all different. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const held = new Map<number, () => void>();
  let port = randomInt(FIRST, LAST);
  while (held.size < count) {
    const giveBack = held.has(port) ? undefined : await hold(port);
    if (giveBack !== undefined) held.set(port, giveBack);
    port = port + 1 < LAST ? port + 1 : FIRST;
  }
  for (const giveBack of held.values()) giveBack();
  return [...held.keys()];
}
