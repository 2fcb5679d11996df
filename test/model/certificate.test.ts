import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isSignedByAny } from "../../src/model/certificate.ts";

const read = (name: string): string =>
  readFileSync(join(import.meta.dirname, "../fixtures/tls", name), "utf8");
const [AUTHORITY, SIGNED, ITSELF] = [read("authority.pem"), read("signed.pem"), read("self-signed.pem")];

test.each([
  ["by the only authority", SIGNED, AUTHORITY, true],
  ["by the second of two", SIGNED, `${ITSELF}${AUTHORITY}`, true],
  ["by none of them", SIGNED, ITSELF, false],
  ["by nobody, since there is none", SIGNED, "", false],
  ["by itself, which is no authority of the pool", ITSELF, AUTHORITY, false],
  ["only below the first of the file, whose others are its chain", `${ITSELF}${SIGNED}`, AUTHORITY, false],
  ["by nobody: it is none", "a note", AUTHORITY, false],
])("a certificate is signed %s", (_, pem, authorities, signed) => {
  expect(isSignedByAny(pem, authorities)).toBe(signed);
});
