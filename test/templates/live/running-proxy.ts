import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { layout } from "../../../src/model/layout.ts";
import { admissionFiles, proxyFiles } from "../../../templates/haproxy/config.ts";
import type { ProxyWish } from "../../../templates/haproxy/wish.ts";
import { haproxyJob } from "../../../templates/haproxy-job.ts";
import { eventually } from "../../eventually.ts";

/** A real HAProxy that runs the rendered files below a directory of its own. */
export interface RunningProxy {
  readonly wish: ProxyWish;
  readonly ca: string;
  /** Everything it wrote so far: the log. */
  readonly output: () => string;
  /** One command on the stats socket. */
  readonly command: (text: string) => Promise<string>;
  /** A page of the loopback port: status and text. */
  readonly page: (path: string) => Promise<readonly [number, string]>;
  /** Kills the worker as a fault would; its master ends with it. */
  readonly kill: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export function certificate(directory: string): string {
  mkdirSync(directory, { recursive: true });
  const [key, cert] = [join(directory, "key.pem"), join(directory, "cert.pem")];
  const subject = [
    "-subj",
    "/CN=localhost",
    "-addext",
    "subjectAltName=DNS:localhost,DNS:mac-01,DNS:mac-02,DNS:mac-03",
  ];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
  execFileSync(
    "openssl",
    ["req", "-x509", "-nodes", "-days", "1", ...curve, ...subject, "-keyout", key, "-out", cert],
    {
      stdio: "pipe",
    },
  );
  writeFileSync(join(directory, "host.pem"), readFileSync(cert, "utf8") + readFileSync(key, "utf8"));
  return readFileSync(cert, "utf8");
}

/** What a test changes in the rendered text, to wait for seconds where people wait for minutes. */
type Edit = (text: string) => string;

function lay(wish: ProxyWish, edit: Edit): void {
  const { current, run, drainMap, standby } = wish.layout;
  for (const directory of [current, run, dirname(drainMap), standby])
    mkdirSync(directory, { recursive: true });
  for (const file of proxyFiles(wish)) writeFileSync(join(current, file.path), edit(file.text));
  mkdirSync(wish.layout.admission, { recursive: true });
  for (const file of admissionFiles(wish)) writeFileSync(file.path, file.text);
  writeFileSync(drainMap, "all no\n");
}

export function say(socket: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const stream = connect(socket, () => stream.write(`${text}\n`));
    stream.on("data", (chunk) => {
      answer += String(chunk);
    });
    stream.on("end", () => resolve(answer.trim())).on("error", reject);
  });
}

export function read(port: number, path: string): Promise<readonly [number, string]> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ port, path, host: "127.0.0.1", agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += String(chunk);
      });
      response.on("end", () => resolve([response.statusCode ?? 0, text]));
    });
    request.on("error", reject).end();
  });
}

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await exit;
}

/** Starts HAProxy as launchd would (`-W -db`) in front of engines at these ports, with a space in its root to prove the quoting. */
export const runProxy = (template: ProxyWish, ...enginePorts: readonly number[]): Promise<RunningProxy> =>
  runProxyBelow(mkdtempSync(join(tmpdir(), "espalier proxy-")), template, enginePorts);

/** The same below `root`, which goes away with it. */
export async function runProxyBelow(
  root: string,
  template: ProxyWish,
  enginePorts: readonly number[],
  edit: Edit = (text) => text,
): Promise<RunningProxy> {
  const gateway = {
    ...template.gateway,
    bind: "127.0.0.1",
    port: await freePort(),
    metricsPort: await freePort(),
  };
  const engines = template.engines.map((engine, index) => {
    const port = enginePorts[index] ?? engine.port;
    return { ...engine, port, host: `127.0.0.1:${port}` };
  });
  const wish = { ...template, gateway, engines, layout: layout(root) };
  const ca = certificate(wish.layout.tls);
  lay(wish, edit);
  const env = { ...process.env, PATH: `${process.env["PATH"]}:${wish.layout.searchPath}` };
  const child = spawn("haproxy", haproxyJob(wish.layout, "haproxy", true).programArguments.slice(1), { env });
  const written: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => written.push(String(chunk)));
  const page = (path: string) => read(gateway.metricsPort, path);
  await eventually("the proxy is healthy", async () => {
    if (child.exitCode !== null) throw new Error(`haproxy ended:\n${written.join("")}`);
    const [status] = await page("/healthz").catch(() => [0]);
    return status === 200 ? true : undefined;
  });
  return {
    wish,
    ca,
    output: () => written.join(""),
    command: (text) => say(wish.layout.proxySocket, text),
    page,
    kill: async () => {
      const exit = new Promise((resolve) => child.once("exit", resolve));
      process.kill(
        Number(/^Pid: (\d+)$/m.exec(await say(wish.layout.proxySocket, "show info"))?.[1]),
        "SIGKILL",
      );
      await exit;
    },
    stop: async () => {
      await ended(child);
      rmSync(root, { recursive: true, force: true });
    },
  };
}
