import { afterEach, expect, test } from "vitest";
import { type PageServer, servePage } from "../../src/connectors/page-server.ts";

let server: PageServer | undefined;
afterEach(() => server?.close());

const at = { address: "127.0.0.1", port: 0 };

test("serves its page, as it is now, and nothing else", async () => {
  let text = "one\n";
  server = await servePage(at, "/metrics", () => text);
  expect(await (await fetch(server.url)).text()).toBe("one\n");
  text = "two\n";
  expect(await (await fetch(`${server.url}?x=1`)).text()).toBe("two\n");
  expect((await fetch(new URL("/", server.url))).status).toBe(404);
  expect((await fetch(server.url, { method: "POST" })).status).toBe(404);
});

test("a port that is taken is refused with what to do", async () => {
  server = await servePage(at, "/metrics", () => "");
  const port = Number(new URL(server.url).port);
  await expect(servePage({ ...at, port }, "/metrics", () => "")).rejects.toThrow("--listen");
});
