import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gatewayLayout } from "../../../src/model/layout.ts";
import { gatewayAdmission, gatewayFiles } from "../../../templates/pool-gateway/config.ts";
import { hostCertificate } from "../../../templates/pool-gateway/groups.ts";
import { overflowAuthority } from "../../../templates/pool-gateway/overflow.ts";
import { renderProbeSetup } from "../../../templates/pool-gateway/probe-key.ts";
import type { GatewayWish } from "../../../templates/pool-gateway/wish.ts";
import { eventually } from "../../eventually.ts";
import { certificate, ended, freePort, type RunningProxy, read, say } from "./running-proxy.ts";

/** A real gateway, in front of running edges. */
export interface RunningGateway extends Pick<RunningProxy, "ca" | "output" | "command" | "page" | "stop"> {
  readonly wish: GatewayWish;
  /** A new worker, of the program that the link of the release leads to now. */
  readonly reload: () => Promise<void>;
  /** Kills it as a crash would. */
  readonly kill: () => Promise<void>;
  /** Starts it again, as launchd would. */
  readonly start: () => Promise<void>;
  /** The folder of that program. */
  readonly build: string;
  /** What a server of a group is: `UP`, `DOWN`, `DRAIN` ... */
  readonly state: (group: string, host: string) => Promise<string>;
}

export interface GatewayPlace {
  readonly template: GatewayWish;
  /** The edges by the id of their host. */
  readonly edges: Readonly<Record<string, RunningProxy>>;
  readonly probeKey: string;
  /** The servers of the overflow by their name, and the key by which each is asked. */
  readonly upstreams?: Readonly<Record<string, { readonly door: RunningProxy; readonly key: string }>>;
  /** Lays its certificate into a folder and returns what clients trust; default: it signs itself. */
  readonly certify?: (directory: string) => Promise<string>;
}

/** The same groups, at the ports where the edges really listen. */
function placed({ template, edges }: GatewayPlace): GatewayWish["groups"] {
  return template.groups.map((group) => ({
    ...group,
    hosts: group.hosts.map((host) => ({
      ...host,
      address: "127.0.0.1",
      port: edges[host.id]?.wish.gateway.port ?? host.port,
    })),
  }));
}

/** The same servers of the overflow, where they really listen. */
const leading = ({ template, upstreams = {} }: GatewayPlace): GatewayWish["overflows"] =>
  template.overflows.map((overflow) => {
    const port = upstreams[overflow.name]?.door.wish.gateway.port ?? overflow.port;
    return { ...overflow, host: "localhost", port };
  });

function lay(wish: GatewayWish, { edges, probeKey, upstreams = {} }: GatewayPlace): void {
  const { current, run, probeSetup } = wish.layout;
  for (const directory of [
    current,
    run,
    dirname(probeSetup),
    dirname(hostCertificate(wish, "x")),
    dirname(overflowAuthority(wish, "x")),
  ])
    mkdirSync(directory, { recursive: true });
  for (const file of gatewayFiles(wish)) writeFileSync(join(current, file.path), file.text);
  for (const file of gatewayAdmission(wish)) writeFileSync(file.path, file.text);
  for (const [id, { ca }] of Object.entries(edges)) writeFileSync(hostCertificate(wish, id), ca);
  for (const [name, { door }] of Object.entries(upstreams))
    writeFileSync(overflowAuthority(wish, name), door.ca);
  const keys = Object.fromEntries(Object.entries(upstreams).map(([name, { key }]) => [name, key]));
  writeFileSync(probeSetup, renderProbeSetup(probeKey, keys));
}

/** Starts HAProxy as launchd would, and waits until a host is known to be well. */
export async function runGateway(place: GatewayPlace): Promise<RunningGateway> {
  const { template } = place;
  const root = mkdtempSync(join(tmpdir(), "espalier pool-"));
  const gateway = {
    ...template.gateway,
    bind: "127.0.0.1",
    port: await freePort(),
    metricsPort: await freePort(),
  };
  const wish = {
    ...template,
    gateway,
    groups: placed(place),
    overflows: leading(place),
    layout: gatewayLayout(root),
  };
  const ca = await (place.certify ?? certificate)(wish.layout.tls);
  lay(wish, place);
  const files = ["-f", wish.layout.probeSetup, "-f", join(wish.layout.current, "haproxy.cfg")];
  const build = join(wish.layout.current, "proxy");
  mkdirSync(build);
  symlinkSync(execFileSync("which", ["haproxy"], { encoding: "utf8" }).trim(), join(build, "haproxy"));
  const written: string[] = [];
  const page = (path: string) => read(gateway.metricsPort, path);
  const command = (text: string) => say(wish.layout.proxySocket, text);
  const worker = async () => /^Pid: (\d+)$/m.exec(await command("show info").catch(() => ""))?.[1];
  let child: ChildProcess;
  const start = async (): Promise<void> => {
    child = spawn(join(build, "haproxy"), ["-W", "-db", ...files]);
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk) => written.push(String(chunk)));
    await eventually("the gateway is healthy", async () => {
      if (child.exitCode !== null) throw new Error(`haproxy ended:\n${written.join("")}`);
      const [status] = await page("/healthz").catch(() => [0]);
      return status === 200 ? true : undefined;
    });
  };
  await start();
  return {
    wish,
    ca,
    output: () => written.join(""),
    command,
    page,
    build,
    reload: async () => {
      const before = await worker();
      child.kill("SIGUSR2");
      await eventually("another worker serves", async () => {
        const now = await worker();
        return now === undefined || now === before ? undefined : now;
      });
    },
    kill: async () => {
      const exit = new Promise((resolve) => child.once("exit", resolve));
      process.kill(Number(await worker()), "SIGKILL");
      await exit;
    },
    start,
    state: async (group, host) =>
      (await command("show stat"))
        .split("\n")
        .map((row) => row.split(","))
        .find(([px, sv]) => px === group && sv === host)?.[17] ?? "absent",
    stop: async () => {
      await ended(child);
      rmSync(root, { recursive: true, force: true });
    },
  };
}
