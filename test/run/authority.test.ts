import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { endOf, readCertificates } from "../../src/model/certificate.ts";
import { Failure } from "../../src/model/failure.ts";
import type { Pool, SecretRef } from "../../src/model/pool.ts";
import { authorityOf, createAuthority, signed } from "../../src/run/authority.ts";
import { systemClock } from "../../src/run/clock.ts";
import { smallPool } from "../inventory/files.ts";

const inventory = mkdtempSync(join(tmpdir(), "espalier-authority-"));
afterAll(() => rmSync(inventory, { recursive: true }));

const at = (name: string): string => join(inventory, name);
const file = (name: string): SecretRef => `file:${at(name)}` as SecretRef;
const REQUEST = readFileSync(join(import.meta.dirname, "../fixtures/tls/client.csr"), "utf8");
const fixture = (name: string): string =>
  readFileSync(join(import.meta.dirname, "../fixtures/tls", name), "utf8");

const poolWith = (key: string): Pool =>
  smallPool(["artifact: haproxy@3.4.6", `artifact: haproxy@3.4.6, tls: { key: "${key}" }`]);

const good = poolWith(file("ca.key"));
const sign = (pool: Pool, days = 30, clock = systemClock) =>
  signed(
    { inventory, pool, clock },
    { request: REQUEST, name: "web-1", names: [], uses: ["clientAuth"], lifetime: days * 86_400_000 },
  );

beforeAll(async () => {
  await createAuthority(inventory, good);
});

const refusal = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => "it was taken",
    (cause: unknown) => cause,
  );
  return error instanceof Failure ? `${error.code} (${error.exit})` : String(error);
};

test("a client's certificate says the name it was given, whatever the request says", async () => {
  const [leaf] = readCertificates(await sign(good));
  expect([leaf?.subject, leaf?.keyUsage]).toEqual(["CN=web-1", ["1.3.6.1.5.5.7.3.2"]]);
});

test("nothing outlives the authority", async () => {
  const [root] = readCertificates(await authorityOf(inventory, good));
  const [leaf] = readCertificates(await sign(good, 100_000));
  expect(leaf && root && endOf(leaf)).toBe(root && endOf(root));
  const late = { ...systemClock, now: () => (root ? endOf(root) + 1000 : 0) };
  expect(await refusal(sign(good, 30, late))).toBe("authority-ended (65)");
});

const { privateKey: stranger } = generateKeyPairSync("ec", { namedCurve: "P-256" });

describe("keys of the authority that are none", () => {
  test.each([
    ["another one's", stranger.export({ type: "pkcs8", format: "pem" }), "authority-key-unusable (65)"],
    [
      "one with a passphrase",
      stranger.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" }),
      "authority-key-unusable (65)",
    ],
    ["no key at all", "hello\n", "authority-key-unusable (65)"],
    ["an empty file", "", "authority-key-unusable (65)"],
  ])("%s", async (_, text, expected) => {
    writeFileSync(at("bad.key"), text);
    expect(await refusal(sign(poolWith(file("bad.key"))))).toBe(expected);
  });

  test("a file that is not there", async () => {
    expect(await refusal(sign(poolWith(file("none.key"))))).toBe("secret-missing (1)");
  });
});

describe("certificates of an authority that are none", () => {
  test.each([
    ["one that may sign none", fixture("signed.pem"), "authority-unusable (65)"],
    ["a damaged one", fixture("authority.pem").replace("MII", "MIX"), "authority-unusable (65)"],
    ["a key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "authority-unusable (65)"],
    ["nothing", "", "authority-unusable (65)"],
  ])("%s", async (_, text, expected) => {
    const other = mkdtempSync(join(inventory, "other-"));
    mkdirSync(join(other, "locks"));
    writeFileSync(join(other, "locks/orchard.ca.pem"), text);
    expect(await refusal(authorityOf(other, good))).toBe(expected);
  });

  test("no file", async () => {
    expect(await refusal(authorityOf(join(inventory, "nowhere"), good))).toBe("authority-missing (65)");
  });
});

test("an authority is never written over, and its key only where a file can be", async () => {
  expect(await refusal(createAuthority(inventory, good))).toBe("authority-existing (1)");
  const empty = mkdtempSync(join(inventory, "empty-"));
  expect(await refusal(createAuthority(empty, good))).toBe("secret-existing (1)");
  expect(await refusal(createAuthority(empty, poolWith("env:CA_KEY")))).toBe("secret-unkept (1)");
  expect(await refusal(createAuthority(empty, smallPool()))).toBe("authority-unnamed (65)");
});

test("an authority that is its own root is not shown with the certificates that it signs", async () => {
  expect(readCertificates(await sign(good))).toHaveLength(1);
});
