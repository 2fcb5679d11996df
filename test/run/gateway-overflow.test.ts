import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { writeLock } from "../../src/inventory/lock.ts";
import { digestOf } from "../../src/model/digest.ts";
import { readUpstreams, refuseOtherBytes } from "../../src/run/gateway/overflow.ts";
import { AUTHORITY } from "../fakes/certificates.ts";
import { gatePool } from "../fakes/gateway-wish.ts";
import { lockFor } from "../fakes/wish.ts";

let inventory = "";
beforeEach(() => {
  inventory = mkdtempSync(join(tmpdir(), "espalier-overflow-"));
  for (const folder of ["pools", "locks"]) mkdirSync(join(inventory, folder));
});
afterEach(() => rmSync(inventory, { recursive: true, force: true }));

const lay = (path: string, text: string): void => writeFileSync(join(inventory, path), text);

const overflowing = (more = "") =>
  gatePool([
    "  members:",
    `  overflow:
    gpu-a: { url: "https://gpu-a.example.net", key: "file:gpu-a.key", ca: gpu-a.ca.pem, lanes: [interactive], streams: 8, models: { chat: "qwen3:4b" }${more} }
  members:`,
  ]);

const AT = "small.yaml gateways.overflow.gpu-a";

describe("certificate and key of a server that takes overflow", () => {
  const read = () => readUpstreams(inventory, overflowing());

  test("are read where the pool's file says, the key without its line end", async () => {
    lay("pools/gpu-a.ca.pem", AUTHORITY);
    lay("gpu-a.key", "sk_gpu-1.2~3+4/5=\n");
    expect(await read()).toEqual({
      authorities: { "gpu-a": AUTHORITY },
      keys: { "gpu-a": "sk_gpu-1.2~3+4/5=" },
    });
  });

  const NO_AUTHORITY = "put the certificate of the authority there that signs for the server";
  const rows: readonly (readonly [string, string | undefined, string])[] = [
    ["is not there", undefined, "there is no gpu-a.ca.pem beside the pool's file"],
    ["holds no certificate", "a note\n", "gpu-a.ca.pem holds no certificate (PEM)"],
    ["is empty", "", "gpu-a.ca.pem holds no certificate (PEM)"],
    [
      "holds a damaged one",
      AUTHORITY.replace(/\n[\s\S]{40}/, "\n"),
      "gpu-a.ca.pem holds no certificate (PEM)",
    ],
  ];

  test.each(rows)("are refused when the certificate %s", async (_, text, saw) => {
    if (text !== undefined) lay("pools/gpu-a.ca.pem", text);
    lay("gpu-a.key", "sk_gpu");
    await expect(read()).rejects.toMatchObject({
      code: "overflow-authority-missing",
      message: `${AT}.ca: ${saw}; ${NO_AUTHORITY}`,
      exit: 65,
    });
  });

  test.each([
    ["nothing", ""],
    ["two lines", "sk_one\nsk_two"],
    ["a blank", "sk one"],
    ["a quote, which would end a word of HAProxy's file", 'sk"one'],
    ["a variable of HAProxy's file", "$" + "{ESPALIER_PROBE_KEY}"],
  ])("are refused when the key is %s, and the key is not told", async (_, key) => {
    lay("pools/gpu-a.ca.pem", AUTHORITY);
    lay("gpu-a.key", key);
    await expect(read()).rejects.toMatchObject({
      code: "overflow-key-unusable",
      message: `${AT}.key: it holds signs that no HTTP header carries, or nothing; keep one key there, in one line`,
      exit: 65,
    });
  });

  test("are refused when the key is not there", async () => {
    lay("pools/gpu-a.ca.pem", AUTHORITY);
    await expect(read()).rejects.toMatchObject({ code: "secret-missing", subject: "file:gpu-a.key" });
  });
});

describe("what overflows into another pool", () => {
  const lock = lockFor(overflowing());
  const chat = lock.models["chat"];
  if (chat === undefined) throw new Error("the small pool serves no chat");
  const other = { ...chat, manifest: digestOf("other bytes") };
  const check = (more = ", pool: cellar") => refuseOtherBytes(inventory, overflowing(more), lock);
  const cellar = (model: typeof chat): string =>
    writeLock({ ...lock, pool: "cellar" as typeof lock.pool, models: { large: model } });

  test("finds the same bytes there, under whatever name that pool gives them", async () => {
    lay("locks/cellar.lock.yaml", cellar(chat));
    expect(await check()).toBeUndefined();
  });

  test("and a server of no pool are not asked", async () => {
    expect(await check("")).toBeUndefined();
  });

  const rows: readonly (readonly [string, string | undefined, string])[] = [
    ["pins other bytes", cellar(other), `pins ${other.manifest}`],
    ["has no lock", undefined, "is not there"],
  ];
  test.each(rows)("is refused when that pool %s", async (_, text, saw) => {
    if (text !== undefined) lay("locks/cellar.lock.yaml", text);
    const wanted = `this pool pins ${chat.manifest}, and the lock of cellar ${saw}`;
    await expect(check()).rejects.toMatchObject({
      code: "overflow-differs",
      message: `${AT}.models.chat: ${wanted}; pin the same bytes in cellar, or leave its name out and answer for the model yourself`,
      exit: 65,
    });
  });

  test("is refused when the lock of that pool was edited by hand, with the words for that", async () => {
    lay("locks/cellar.lock.yaml", cellar(chat).replace("tag: 4b", "tag: 8b"));
    await expect(check()).rejects.toMatchObject({
      code: "inventory-refused",
      subject: expect.stringContaining("cellar.lock.yaml"),
      saw: expect.stringContaining("edited by hand"),
      exit: 65,
    });
  });
});
