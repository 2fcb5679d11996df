import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:tls";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { SimulatedHost } from "../../simulator/pool.ts";
import { endOf, readCertificates } from "../../src/model/certificate.ts";
import { onHost } from "../simulator/shell.ts";
import { chat, keyOf } from "./gateway.ts";
import { type Orchard, orchard } from "./orchard.ts";
import { deeds } from "./program.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let grove: Orchard;
let host: SimulatedHost;

beforeAll(async () => {
  grove = await orchard({ hosts: 1 });
  host = grove.host("mac-01");
  await grove.pinned([["waves"], [{ name: "all", hosts: "*" }]]);
  expect((await grove.espalier("apply", "orchard")).exit).toBe(0);
});
afterAll(() => grove.stop());

const tlsKey = (): string => join(grove.project, "keys/orchard-ca.key");
const authority = (): string => readFileSync(join(grove.pool.inventory, "locks/orchard.ca.pem"), "utf8");
const certificates = (verb: string, ...more: readonly string[]) =>
  grove.espalier("certificates", verb, "orchard", ...more);

/** When the certificate ends that a client who trusts the authority is shown; throws when it trusts none of it. */
function shownUntil(): Promise<number> {
  const options = {
    host: "127.0.0.1",
    port: host.gatewayPort,
    servername: "llm.example.net",
    ca: authority(),
  };
  return new Promise((resolve, reject) => {
    const socket = connect(options, () => {
      const [leaf] = readCertificates(socket.getPeerX509Certificate()?.toString() ?? "");
      socket.destroy();
      resolve(leaf === undefined ? 0 : endOf(leaf));
    });
    socket.once("error", reject);
  });
}

test("a pool that names an authority is refused until it has one", async () => {
  grove.wish([["gateway", "tls"], { key: `file:${tlsKey()}`, names: ["llm.example.net"] }]);
  const { exit, lines } = await grove.espalier("plan", "orchard");
  expect([exit, lines.at(-1)?.["code"]]).toEqual([65, "authority-missing"]);
  expect((await certificates("init")).exit).toBe(0);
  expect(statSync(tlsKey()).mode & 0o777).toBe(0o600);
  const again = await certificates("init");
  expect([again.exit, again.lines.at(-1)?.["code"]]).toEqual([1, "authority-existing"]);
  expect(authority()).not.toContain("PRIVATE");
  expect((await certificates("list")).exit).toBe(2);
});

test("hosts are signed for while a stream runs: nothing restarts, and no proof is void", async () => {
  const jobs = () => onHost(host, "for j in ollama haproxy; do launchctl print system/com.espalier.$j; done");
  const before = (await jobs()).out;
  const stream = chat(grove.pool, host, { key: keyOf(grove.pool, "web-1"), tokens: 100 });
  await stream.begun;
  expect((await certificates("renew")).exit).toBe(0);
  expect(await stream.answered).toMatchObject({ status: 200, text: expect.stringContaining("[DONE]") });
  expect((await jobs()).out).toBe(before);
  expect(Math.round(((await shownUntil()) - Date.now()) / 86_400_000)).toBe(90);
  const again = await certificates("renew");
  expect([again.exit, deeds(again)]).toEqual([0, []]);
  expect((await certificates("list")).exit).toBe(0);
  expect((await grove.espalier("plan", "orchard")).exit).toBe(0);
});

test("a certificate with a third of its life left is named and renewed, in a run of its own or on the way", async () => {
  grove.wish([["gateway", "tls", "lifetime"], "9s"]);
  await onHost(host, `sudo -n rm ${join(host.root, "opt/espalier/tls/host.pem")}`);
  expect((await grove.espalier("apply", "orchard")).exit).toBe(0);
  grove.wish([["gateway", "tls", "lifetime"], "48h"]);
  await expect.poll(async () => (await certificates("list")).exit, { timeout: 60_000 }).toBe(2);
  const { lines } = await grove.espalier("status", "orchard");
  expect(JSON.stringify(lines)).toMatch(/CERTIFICATE: its certificate end(s in|ed)/);
  expect((await certificates("renew")).exit).toBe(0);
  expect(Math.round(((await shownUntil()) - Date.now()) / 86_400_000)).toBe(2);
});
