import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { freshKey, issueCertificate, selfSigned } from "../../src/connectors/openssl.ts";
import { Secret } from "../../src/connectors/secret.ts";
import { certificateQuestion, parseCertificate } from "../../src/facts/certificate.ts";
import { answers } from "../../src/facts/fact.ts";
import { certificateSteps } from "../../src/operations/tls.ts";
import { renderHaproxy } from "../../templates/haproxy/config.ts";
import { type Deed, renderActScript } from "../../templates/host/act-script.ts";
import { renderFactsScript } from "../../templates/host/facts-script.ts";
import { eventually } from "../eventually.ts";
import { smallPool } from "../inventory/files.ts";
import { liveAuthority, takeOver } from "./live/authority.ts";
import { type Ask, ask } from "./live/client.ts";
import { type RunningProxy, runProxy } from "./live/running-proxy.ts";
import { ScriptedEngine } from "./live/scripted-engine.ts";
import { sh } from "./live/shell.ts";
import { ASKING, KEYS } from "./wish.ts";

/** A pool whose authority signs for its hosts. */
const SIGNING = smallPool([
  "gateway: { artifact: haproxy@3.4.6 }",
  'gateway: { artifact: haproxy@3.4.6, tls: { key: "env:CA_KEY" } }',
]);
const engine = new ScriptedEngine();
let proxy: RunningProxy;
let clients: Readonly<Record<"web" | "nightly" | "stranger", NonNullable<Ask["client"]>>>;

/** A client's key, and its certificate by an authority. */
async function client(
  name: string,
  authority: string,
  authorityKey: string,
): Promise<NonNullable<Ask["client"]>> {
  const key = await freshKey();
  const request = execFileSync("sh", ["-c", `cat | openssl req -new -key /dev/stdin -subj /CN=${name}`], {
    input: key,
    encoding: "utf8",
  });
  const times = { from: Date.now() - 60_000, to: Date.now() + 86_400_000, serial: "41a3" };
  const wish = { request, authority, key: new Secret(authorityKey), name, names: [], ...times };
  return { key, cert: await issueCertificate({ ...wish, uses: ["clientAuth"] }) };
}

beforeAll(async () => {
  proxy = await runProxy(ASKING, await engine.listen());
  const key = readFileSync(`${proxy.wish.layout.tls}/key.pem`, "utf8");
  const other = await freshKey();
  clients = {
    web: await client("web", proxy.ca, key),
    nightly: await client("nightly", proxy.ca, key),
    stranger: await client("web", await selfSigned(other, "another pool", 1), other),
  };
});
afterAll(async () => {
  await proxy?.stop();
  await engine.close();
});
beforeEach(() => engine.reset());

const said = async (wish: Ask): Promise<string> => {
  const { status, code } = await ask(proxy, wish);
  return `${status} ${code}`.trim();
};

test("a key alone is not enough, and neither is a certificate", async () => {
  expect(await said({})).toBe("403 certificate_required");
  expect(await said({ key: "", client: clients.web })).toBe("401 invalid_api_key");
  expect(await said({ client: clients.web })).toBe("200");
  expect(engine.seen).toHaveLength(1);
});

test("the key decides the lane; the lane may ask for a certificate by name", async () => {
  expect(await said({ key: KEYS.batch, client: clients.web })).toBe("403 certificate_not_allowed");
  expect(await said({ key: KEYS.batch, client: clients.nightly })).toBe("200");
  expect(await said({ key: KEYS.chat, client: clients.nightly })).toBe("200");
});

test("the certificate of another authority ends the connection", async () => {
  await expect(ask(proxy, { client: clients.stranger })).rejects.toThrow(
    /unknown ca|ECONNRESET|socket hang up/i,
  );
});

test("while the doors are closed the ladder's key needs no certificate", async () => {
  const map = proxy.wish.layout.drainMap.replace(" ", "\\ ");
  await proxy.command(`set map ${map} all yes; add map ${map} key:web-1 open`);
  expect(await said({})).toBe("200");
  expect(await said({ key: KEYS.batch })).toBe("403 certificate_required");
  await proxy.command(`set map ${map} all no; del map ${map} key:web-1`);
  expect(await said({})).toBe("403 certificate_required");
});

test("the log says who the certificate is for", async () => {
  const { headers } = await ask(proxy, { client: clients.nightly });
  const line = await eventually("its log line", () =>
    proxy
      .output()
      .split("\n")
      .find((text) => text.includes(String(headers["x-request-id"]))),
  );
  expect(JSON.parse(line)).toMatchObject({ client: "nightly", key: "web-1" });
});

test("a running proxy takes another authority over as often as there is one, and refuses the clients of the old one", async () => {
  const { layout } = proxy.wish;
  for (const name of ["the next authority", "the one after it"]) {
    const next = await liveAuthority(name);
    await next.certify(layout.tls, { name: "mac-01", names: ["localhost"], uses: ["serverAuth"] });
    await takeOver(layout);
    const door = { ...proxy, ca: next.pem };
    expect((await ask(door, { client: await next.client("web") })).status).toBe(200);
    await expect(ask(door, { client: clients.web })).rejects.toThrow();
  }
});

test("who may sign next is trusted beside who signs now, by a new worker, and the certificate stays", async () => {
  const { layout } = proxy.wish;
  const [now, next] = [await liveAuthority("who signs now"), await liveAuthority("who signs next")];
  const signed = {
    name: "mac-01",
    names: ["mac-01", "127.0.0.1", "localhost"],
    uses: ["serverAuth"],
  } as const;
  await now.certify(layout.tls, signed);
  await takeOver(layout);
  const wish = { pool: SIGNING, host: { id: "mac-01", address: "127.0.0.1" }, layout };
  const plan = async () => {
    const { text } = await sh(renderFactsScript(layout, [certificateQuestion(layout)]));
    const certificate = parseCertificate(answers(text).get("certificate") ?? { stdout: "", exit: -1 });
    const facts = certificate ? { certificate } : {};
    return certificateSteps({ ...wish, authority: `${now.pem}${next.pem}` }, facts);
  };
  const steps = await plan();
  expect(steps.map(({ kind }) => kind)).toEqual(["put", "run"]);
  const ran = await sh(renderActScript(layout, steps as readonly Deed[]));
  expect(ran, ran.text).toMatchObject({ exit: 0 });
  const door = { ...proxy, ca: now.pem };
  for (const authority of [now, next])
    expect((await ask(door, { client: await authority.client("web") })).status).toBe(200);
  expect((await plan()).map(({ kind }) => kind)).toEqual(["noop"]);
});

test("with optional certificates only the lane that names some asks for one", () => {
  const { tls, ...rest } = ASKING.gateway;
  const gateway = { ...rest, ...(tls && { tls: { ...tls, clients: "optional" as const } }) };
  const text = renderHaproxy({ ...ASKING, gateway });
  expect(text).toContain("verify optional");
  expect(text).not.toContain("certificate_required");
  expect(text).toContain("certificate_not_allowed");
});
