import { createServer } from "node:net";
import { expect, test } from "vitest";
import { isTaken } from "../../src/connectors/port.ts";

test("a port is taken while somebody listens there, and not after", async () => {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
  });
  const at = { address: "127.0.0.1", port, timeout: 10_000 };
  expect(await isTaken(at)).toBe(true);
  await new Promise((resolve) => server.close(resolve));
  expect(await isTaken(at)).toBe(false);
});
