import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** A proxy with nothing but a line that passes requests on: what a hop costs without lanes. */
interface Plain {
  readonly name: string;
  readonly program: string;
  readonly file: (listen: number, engine: number, root: string) => string;
  readonly argv: (file: string) => readonly string[];
}

export const PLAIN: readonly Plain[] = [
  {
    name: "HAProxy pass-through",
    program: "haproxy",
    file: (listen, engine) =>
      `global\n  nbthread 1\ndefaults\n  mode http\n  option http-no-delay\n  timeout connect 2s\n  timeout client 60s\n  timeout server 60s\nlisten hop\n  bind 127.0.0.1:${listen}\n  server engine 127.0.0.1:${engine}\n`,
    argv: (file) => ["-db", "-f", file],
  },
  {
    name: "nginx pass-through",
    program: "nginx",
    file: (listen, engine, root) =>
      `daemon off; worker_processes 1; pid ${root}/pid; error_log stderr;\nevents {}\nhttp { access_log off; client_body_temp_path ${root}/b; proxy_temp_path ${root}/p; fastcgi_temp_path ${root}/f; uwsgi_temp_path ${root}/u; scgi_temp_path ${root}/s;\n upstream engine { server 127.0.0.1:${engine}; keepalive 32; }\n server { listen 127.0.0.1:${listen}; location / { proxy_pass http://engine; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; } } }\n`,
    argv: (file) => ["-c", file],
  },
  {
    name: "Caddy pass-through",
    program: "caddy",
    file: (listen, engine) =>
      `{\n admin off\n}\nhttp://127.0.0.1:${listen} {\n reverse_proxy 127.0.0.1:${engine} {\n  flush_interval -1\n }\n}\n`,
    argv: (file) => ["run", "--adapter", "caddyfile", "--config", file],
  },
];

const said = (program: string, argument: string): string =>
  spawnSync(program, [argument], { encoding: "utf8" }).output.join(" ");

/** `haproxy 3.0.11`. */
export const versionOf = (program: string): string => {
  const [version = "of unknown version"] =
    /\d+\.\d+\.\d+/.exec(said(program, program === "caddy" ? "version" : "-v")) ?? [];
  return `${program} ${version}`;
};

/** glibc then keeps what is free, and buffers of 256 KiB do not come from the kernel each time. */
const KEEP = { MALLOC_TRIM_THRESHOLD_: "67108864", MALLOC_MMAP_THRESHOLD_: "33554432" };

/**
 * The configuration keeps free buffers from HAProxy 3.0 on. An older one has no word for it: here glibc is told the same, so that
 * what is measured is what versions do that are supported in production. Returns the sentence that says which.
 */
export function allocation(): string {
  if (Number.parseInt(versionOf("haproxy").split(" ")[1] ?? "", 10) >= 3)
    return "free buffers are kept by HAProxy";
  Object.assign(process.env, KEEP);
  return "free buffers are kept by glibc, since this HAProxy cannot";
}

export const isHere = (program: string): boolean => spawnSync("which", [program]).status === 0;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answered(port: number, child: ChildProcess): Promise<void> {
  for (let turn = 0; turn < 100 && child.exitCode === null; turn += 1) {
    const isUp = await fetch(`http://127.0.0.1:${port}/`).then(
      (response) => response.ok,
      () => false,
    );
    if (isUp) return;
    await pause(50);
  }
  throw new Error(`${child.spawnfile} does not answer`);
}

/** Starts it before the engine; the port, and what stops it. */
export async function start(plain: Plain, engine: number): Promise<[number, () => void]> {
  const root = mkdtempSync(join(tmpdir(), "espalier-hop-"));
  const port = await freePort();
  const file = join(root, "config");
  writeFileSync(file, plain.file(port, engine, root));
  const child = spawn(plain.program, plain.argv(file), {
    stdio: "ignore",
    env: { ...process.env, HOME: root },
  });
  process.once("exit", () => child.kill());
  await answered(port, child);
  return [
    port,
    () => {
      child.kill();
      rmSync(root, { recursive: true, force: true });
    },
  ];
}
