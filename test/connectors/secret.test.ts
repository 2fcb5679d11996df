import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { format, inspect } from "node:util";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { resolveSecret, Secret, secretPath } from "../../src/connectors/secret.ts";
import type { SecretRef } from "../../src/model/pool.ts";

const TEXT = "correct horse battery staple";
const place = mkdtempSync(join(tmpdir(), "espalier-secret-"));
afterAll(() => rmSync(place, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

const ref = (text: string): SecretRef => text as SecretRef;
const revealed = async (text: string): Promise<string> => (await resolveSecret(ref(text), place)).reveal();

describe("a secret", () => {
  const secret = new Secret(TEXT);

  test.each([
    ["text that is put together", ["key", secret].join(" ")],
    ["JSON", JSON.stringify({ secret })],
    ["String", String(secret)],
  ])("prints as *** in %s", (_, text) => {
    expect(text).toContain("***");
    expect(text).not.toContain(TEXT);
  });

  test.each([
    ["util.inspect", inspect(secret)],
    ["util.inspect of all that is hidden", inspect(secret, { showHidden: true, depth: 9, getters: true })],
    ["a format with %o", format("%o", { secret })],
    ["an error that carries it", inspect(new Error("failed", { cause: secret }))],
    ["its keys and values", JSON.stringify([Object.entries(secret), Object.getOwnPropertyNames(secret)])],
  ])("does not show in %s", (_, text) => {
    expect(text).not.toContain(TEXT);
  });

  test("is told where it is asked for", () => {
    expect(secret.reveal()).toBe(TEXT);
  });
});

describe("a reference", () => {
  test("to a variable gives its value without the line end", async () => {
    vi.stubEnv("ESPALIER_TEST_SECRET", `${TEXT}\n`);
    expect(await revealed("env:ESPALIER_TEST_SECRET")).toBe(TEXT);
  });

  test("to a file gives its text without the line end, from the inventory on", async () => {
    writeFileSync(join(place, "key"), `${TEXT}\n`);
    expect(await revealed("file:key")).toBe(TEXT);
    expect(await revealed(`file:${join(place, "key")}`)).toBe(TEXT);
  });

  test("to a private key keeps its last line end, which ssh demands", async () => {
    const pem = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n";
    writeFileSync(join(place, "pem"), pem);
    expect(await revealed("file:pem")).toBe(pem);
  });

  test("to a command gives what it prints; the command may be a line of sh", async () => {
    expect(await revealed(`cmd:echo ${TEXT}`)).toBe(TEXT);
    expect(await revealed("cmd:printf %s 'a b' | tr ' ' '-'")).toBe("a-b");
  });

  test.each([
    ["a variable that is not set", "env:ESPALIER_TEST_UNSET"],
    ["a file that is not there", "file:nothing"],
    ["a command that fails", "cmd:printf half; exit 3"],
    ["a command that does not exist", "cmd:espalier-no-such-command"],
  ])("to %s is refused, and says what to do", async (_, text) => {
    await expect(resolveSecret(ref(text), place)).rejects.toMatchObject({
      code: "secret-missing",
      subject: text,
      hint: expect.stringContaining("set the variable"),
    });
  });
});

test.each([
  ["file:/keys/one", "/keys/one"],
  ["file:one", "/inventory/one"],
  ["file:../one", "/one"],
  ["file:~/.ssh/one", `${homedir()}/.ssh/one`],
  ["file:~one", "/inventory/~one"],
  ["env:ONE", undefined],
  ["cmd:print one", undefined],
])("%s is the file %s", (text, path) => {
  expect(secretPath(ref(text), "/inventory")).toBe(path);
});
