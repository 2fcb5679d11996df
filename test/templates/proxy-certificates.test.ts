import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { freshKey, issueCertificate, selfSigned } from "../../src/connectors/openssl.ts";
import { Secret } from "../../src/connectors/secret.ts";
import { certificateQuestion, parseCertificate } from "../../src/facts/certificate.ts";
import { answers } from "../../src/facts/fact.ts";
import { endOf, fingerprintOf, isFor, isSignedBy, readCertificates } from "../../src/model/certificate.ts";
import type { SignStep } from "../../src/model/step.ts";
import { requestStep, signedSteps } from "../../src/operations/tls.ts";
import { type Deed, renderActScript } from "../../templates/host/act-script.ts";
import { renderFactsScript } from "../../templates/host/facts-script.ts";
import { ask, send } from "./live/client.ts";
import { line } from "./live/raw.ts";
import { type RunningProxy, runProxy } from "./live/running-proxy.ts";
import { ScriptedEngine } from "./live/scripted-engine.ts";
import { sh } from "./live/shell.ts";
import { WISH } from "./wish.ts";

const DAY = 86_400_000;
const NAMES = ["mac-01", "10.0.7.11", "fd00::7:11", "localhost", "127.0.0.1"];
const engine = new ScriptedEngine();
let proxy: RunningProxy;
let authority = { key: "", certificate: "" };

beforeAll(async () => {
  proxy = await runProxy(WISH, await engine.listen());
  const key = await freshKey();
  authority = { key, certificate: await selfSigned(key, "Espalier pool orchard", 3650) };
});
afterAll(async () => {
  await proxy?.stop();
  await engine.close();
});
beforeEach(() => engine.reset());

/** Who owns the files here: nobody may give a file away but root. */
const OWNER = `${process.getuid?.()}:${process.getgid?.()}`;

const step = (directory: string): SignStep => ({
  kind: "sign",
  operation: "tls",
  subject: "mac-01",
  why: "a test asks for it",
  name: "mac-01",
  names: NAMES,
  uses: ["serverAuth"],
  directory,
  owner: OWNER,
});

async function done(layout: RunningProxy["wish"]["layout"], ...deeds: readonly unknown[]): Promise<void> {
  const ran = await sh(renderActScript(layout, deeds as readonly Deed[]));
  expect(ran, ran.text).toMatchObject({ exit: 0 });
}

/** What the controller answers to a request. */
const issued = (request: string): Promise<string> =>
  issueCertificate({
    request,
    authority: authority.certificate,
    key: new Secret(authority.key),
    name: "mac-01",
    names: NAMES,
    uses: ["serverAuth"],
    from: Date.now() - 3_600_000,
    to: Date.now() + 90 * DAY,
    serial: "41a2",
  });

const fact = async () => {
  const { layout } = proxy.wish;
  const { text } = await sh(renderFactsScript(layout, [certificateQuestion(layout)]));
  return parseCertificate(answers(text).get("certificate") ?? { stdout: "", exit: -1 });
};

const shown = (socket: TLSSocket): string => {
  const { fingerprint } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint.replaceAll(":", "");
};

test("a renewed certificate is shown to who connects next, and a stream goes on to its end", async () => {
  const { layout } = proxy.wish;
  let held: ServerResponse | undefined;
  engine.script = (_, response) => {
    held = response;
    response.writeHead(200, { "content-type": "text/event-stream" }).write("data: first\n\n");
  };
  const stream = await send(proxy, {}).head;
  await new Promise((resolve) => stream.once("data", resolve));
  const before = shown(await line(proxy));

  await done(layout, requestStep(step(layout.tls)));
  const chain = await issued(readFileSync(`${layout.tls}/request.pem`, "utf8"));
  await done(layout, ...signedSteps(step(layout.tls), chain, authority.certificate));

  const [leaf] = readCertificates(chain);
  const next = { ...proxy, ca: authority.certificate };
  const after = shown(await line(next));
  expect([before === after, after]).toEqual([false, leaf && fingerprintOf(leaf)]);
  held?.end("data: [DONE]\n\n");
  let text = "";
  for await (const chunk of stream) text += String(chunk);
  expect(text).toBe("data: [DONE]\n\n");
  engine.script = (_, response) => response.end("{}");
  expect((await ask(next)).status).toBe(200);
});

test("the host says what it holds and shows, and never its key", async () => {
  const { layout } = proxy.wish;
  const { text } = await sh(renderFactsScript(layout, [certificateQuestion(layout)]));
  expect(text).not.toContain("PRIVATE KEY");
  const said = await fact();
  const [leaf] = readCertificates(said?.pem ?? "");
  expect(said?.served).toBe(leaf && fingerprintOf(leaf));
  expect(Math.abs((said?.now ?? 0) - Date.now())).toBeLessThan(60_000);
  expect(statSync(`${layout.tls}/host.pem`).mode & 0o777).toBe(0o600);
});

test("what is signed is for the names that were asked for, and for no longer", async () => {
  const [leaf] = readCertificates((await fact())?.pem ?? "");
  const [root] = readCertificates(authority.certificate);
  if (leaf === undefined || root === undefined) throw new Error("there is no certificate");
  expect(isSignedBy(leaf, root)).toBe(true);
  expect([isFor(leaf, NAMES), isFor(leaf, NAMES.slice(1)), isFor(leaf, [...NAMES, "other"])]).toEqual([
    true,
    false,
    false,
  ]);
  expect(Math.round((endOf(leaf) - Date.now()) / DAY)).toBe(90);
  expect([leaf.ca, leaf.keyUsage]).toEqual([false, ["1.3.6.1.5.5.7.3.1"]]);
});

test("a certificate for another key is refused, and the old one stays", async () => {
  const { layout } = proxy.wish;
  const before = await fact();
  await done(layout, requestStep(step(layout.tls)));
  const chain = await issued(readFileSync(`${layout.tls}/request.pem`, "utf8"));
  await done(layout, requestStep(step(layout.tls)));
  const deeds = signedSteps(step(layout.tls), chain, authority.certificate) as readonly Deed[];
  const ran = await sh(renderActScript(layout, deeds));
  expect(ran.text).toContain("the certificate is for another key than the one made here");
  expect((await fact())?.served).toBe(before?.served);
});

test("a host without a proxy gets its certificate too, and signs its own when nobody else does", async () => {
  const root = mkdtempSync(join(tmpdir(), "espalier-certificate-"));
  try {
    const layout = { ...proxy.wish.layout, home: root, tls: `${root}/tls`, proxySocket: `${root}/none` };
    const words = { kind: "run", operation: "tls", subject: "mac-01", why: "a test asks for it" } as const;
    await done(layout, { ...words, argv: ["ensure_directory", layout.tls, OWNER, "0755"] });
    await done(layout, { ...words, argv: ["certify", layout.tls, "mac-01", OWNER] });
    const [own] = readCertificates(readFileSync(`${layout.tls}/host.pem`, "utf8"));
    expect(own && isSignedBy(own, own)).toBe(true);
    expect(readFileSync(`${layout.tls}/cert.pem`, "utf8").trim()).toBe(own?.toString().trim());
  } finally {
    rmSync(root, { recursive: true });
  }
});

test("a request that is none is refused in openssl's words", async () => {
  await expect(issued("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n")).rejects.toThrow(/openssl: .*request/);
});
