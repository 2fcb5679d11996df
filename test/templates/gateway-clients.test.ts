import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { gatewayIdentity } from "../../src/model/certificate.ts";
import { CLIENT_HEADER } from "../../templates/haproxy/clients.ts";
import { eventually } from "../eventually.ts";
import { POOL_WISH } from "./gateway-wish.ts";
import { type LiveAuthority, liveAuthority, takeOver } from "./live/authority.ts";
import { type Ask, ask, type Door } from "./live/client.ts";
import { LISTED } from "./live/orchard.ts";
import { type RunningGateway, runGateway } from "./live/running-gateway.ts";
import { type RunningProxy, runProxy } from "./live/running-proxy.ts";
import { ScriptedEngine } from "./live/scripted-engine.ts";
import { ASKING, KEYS } from "./wish.ts";

const engine = new ScriptedEngine();
let authority: LiveAuthority;
let edge: RunningProxy;
let gateway: RunningGateway;
let clients: Readonly<Record<"web" | "nightly" | "host", NonNullable<Ask["client"]>>>;

const BOTH = ["serverAuth", "clientAuth"] as const;
const forHost = { name: "mac-01", names: ["mac-01", "localhost"], uses: ["serverAuth"] } as const;
const forGateway = { name: gatewayIdentity("gate-01"), names: ["localhost"], uses: BOTH } as const;

/** One host that asks its clients for certificates, and a gateway in front of it: both signed by one authority. */
beforeAll(async () => {
  engine.listed = LISTED;
  authority = await liveAuthority();
  const proxy = await runProxy(ASKING, await engine.listen());
  await authority.certify(proxy.wish.layout.tls, forHost);
  await takeOver(proxy.wish.layout);
  edge = { ...proxy, ca: authority.pem };
  const [chat] = POOL_WISH.groups;
  const groups = chat ? [{ ...chat, hosts: chat.hosts.filter(({ id }) => id === "mac-01") }] : [];
  const routes = POOL_WISH.routes.filter(({ group }) => group === "model-chat");
  const { tls } = ASKING.gateway;
  const template = {
    ...POOL_WISH,
    lanes: ASKING.lanes,
    groups,
    routes,
    gateway: { ...POOL_WISH.gateway, ...(tls && { tls }) },
  };
  const certify = (directory: string) => authority.certify(directory, forGateway);
  gateway = await runGateway({ template, edges: { "mac-01": edge }, probeKey: KEYS.chat, certify });
  clients = {
    web: await authority.client("web"),
    nightly: await authority.client("nightly"),
    host: await authority.client("mac-02", ["serverAuth"]),
  };
});
afterAll(async () => {
  await gateway?.stop();
  await edge?.stop();
  await engine.close();
});
beforeEach(() => engine.reset());

const said = async (door: Door, wish: Ask): Promise<string> => {
  const { status, code } = await ask(door, wish);
  return `${status} ${code}`.trim();
};

describe("through a gateway a client's certificate counts as at the host", () => {
  test("a key alone is not enough", async () => {
    expect(await said(gateway, {})).toBe("403 certificate_required");
    expect(await said(gateway, { key: KEYS.batch })).toBe("403 certificate_required");
    expect(engine.seen).toEqual([]);
  });

  test("a lane that names certificates takes these, and no others", async () => {
    expect(await said(gateway, { client: clients.web })).toBe("200");
    expect(await said(gateway, { key: KEYS.batch, client: clients.web })).toBe("403 certificate_not_allowed");
    expect(await said(gateway, { key: KEYS.batch, client: clients.nightly })).toBe("200");
    expect(engine.seen).toHaveLength(2);
  });

  test("the certificate of a host is none of a client's", async () => {
    await expect(ask(gateway, { client: clients.host })).rejects.toThrow();
    await expect(ask(edge, { client: clients.host })).rejects.toThrow();
  });

  test("gateway and host log whose it was", async () => {
    await ask(gateway, { key: KEYS.batch, client: clients.nightly });
    for (const { output } of [gateway, edge])
      await eventually("the line names the client", () =>
        /"key":"bat-1".*"client":"nightly"/.test(output()) ? true : undefined,
      );
  });
});

describe("nobody vouches for a client but a gateway", () => {
  const forged = { [CLIENT_HEADER]: "nightly" };
  const FORGED: readonly (readonly [string, () => Door, boolean, string])[] = [
    ["a client at the gateway", () => gateway, true, "403 certificate_not_allowed"],
    ["a client at the host", () => edge, true, "403 certificate_not_allowed"],
    ["who shows nothing at the gateway", () => gateway, false, "403 certificate_required"],
    ["who shows nothing at the host", () => edge, false, "403 certificate_required"],
  ];

  test.each(FORGED)("not %s", async (_, door, shows, answer) => {
    const shown = shows ? { client: clients.web } : {};
    expect(await said(door(), { key: KEYS.batch, headers: forged, ...shown })).toBe(answer);
    expect(engine.seen).toEqual([]);
  });

  test("a name is taken as it is written, and goes no further than the host", async () => {
    const odd = await authority.client("nightly, web %41");
    expect(await said(gateway, { key: KEYS.batch, client: odd })).toBe("403 certificate_not_allowed");
    expect(await said(gateway, { client: odd, headers: forged })).toBe("200");
    expect(engine.seen[0]?.headers).not.toHaveProperty(CLIENT_HEADER);
    await eventually("the host read it whole", () =>
      edge.output().includes('"client":"nightly, web %41"') ? true : undefined,
    );
  });
});

test("a renewed certificate of a running gateway is the one that hosts are shown", async () => {
  const pid = async () => /^Pid: (\d+)$/m.exec(await gateway.command("show info"))?.[1];
  const [before, next] = [await pid(), await liveAuthority("the next authority")];
  writeFileSync(`${edge.wish.layout.tls}/cert.pem`, next.pem);
  await takeOver(edge.wish.layout);
  await eventually("the host lets the old one in no more", async () =>
    (await gateway.state("model-chat", "mac-01")) === "DOWN" ? true : undefined,
  );
  await next.certify(gateway.wish.layout.tls, forGateway);
  writeFileSync(`${gateway.wish.layout.tls}/cert.pem`, authority.pem);
  await takeOver(gateway.wish.layout);
  await eventually("it lets the next one in", async () =>
    (await gateway.state("model-chat", "mac-01")).startsWith("UP") ? true : undefined,
  );
  expect(await pid()).toBe(before);
  expect(await said({ ...gateway, ca: next.pem }, { client: clients.web })).toBe("200");
});
