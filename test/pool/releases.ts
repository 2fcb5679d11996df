import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { parseDocument } from "yaml";
import type { Knobs } from "../../simulator/engine/curve.ts";
import type { SimulatedPool } from "../../simulator/pool.ts";

/** Releases of the engine that misbehave by themselves: a host that goes back to the one before is well again. */
export interface Releases {
  /** Puts `ollama@VERSION` into the catalogue: the engine of 0.35.2 with another nature. */
  readonly publish: (version: string, nature: Knobs) => Promise<void>;
  /** The next answer breaks off in the middle. */
  readonly breakOff: () => void;
  /** First bytes that were asked for, in order. */
  readonly asked: readonly number[];
  readonly stop: () => Promise<void>;
}

/** A mirror of its own beside that of the pool. */
export async function releases(pool: SimulatedPool): Promise<Releases> {
  const archives = new Map<string, Buffer>();
  const asked: number[] = [];
  let breaks = false;
  const server = createServer((request, response) => {
    const archive = archives.get(request.url ?? "") ?? Buffer.alloc(0);
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    asked.push(start);
    const range = `bytes ${start}-${archive.length - 1}/${archive.length}`;
    const length = { "content-length": archive.length - start };
    response.writeHead(start > 0 ? 206 : 200, start > 0 ? { ...length, "content-range": range } : length);
    const end = breaks ? archive.length / 2 : archive.length;
    response.write(archive.subarray(start, end), () =>
      end < archive.length ? response.destroy() : response.end(),
    );
    breaks = false;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    publish: async (version, nature) => {
      const path = `/${version}.tgz`;
      archives.set(path, await repacked(`${pool.mirrorUrl}/ollama/0.35.2/ollama-darwin.tgz`, nature));
      list(pool, version, `http://127.0.0.1:${port}${path}`);
    },
    breakOff: () => {
      breaks = true;
    },
    asked,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function repacked(url: string, nature: Knobs): Promise<Buffer> {
  const folder = mkdtempSync("/tmp/espalier-release-");
  const archive = join(folder, "archive.tgz");
  const curve = join(folder, "curve.json");
  writeFileSync(archive, Buffer.from(await (await fetch(url)).arrayBuffer()));
  execFileSync("tar", ["-xzf", archive, "-C", folder]);
  rmSync(archive);
  writeFileSync(curve, JSON.stringify({ ...JSON.parse(readFileSync(curve, "utf8")), ...nature }));
  execFileSync("tar", ["-czf", `${folder}.tgz`, "-C", folder, "."]);
  const bytes = readFileSync(`${folder}.tgz`);
  rmSync(folder, { recursive: true });
  rmSync(`${folder}.tgz`);
  return bytes;
}

function list(pool: SimulatedPool, version: string, url: string): void {
  const file = join(pool.inventory, "artifacts.yaml");
  const document = parseDocument(readFileSync(file, "utf8"));
  document.setIn(["artifacts", `ollama@${version}`], { url, format: "tgz", program: "ollama" });
  writeFileSync(file, document.toString());
}
