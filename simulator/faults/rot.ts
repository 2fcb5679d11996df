import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { Failure } from "../../src/model/failure.ts";
import type { Target } from "./fault.ts";

/** Remembers which file has rotted, and where. */
const NOTE = "rotten";

const isModel = (path: string): boolean => /\/blobs\/sha256-[0-9a-f]{64}$|\.(gguf|safetensors)$/.test(path);

/** Model files below a directory, the largest first. */
function modelFiles(directory: string): readonly string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(isModel)
    .sort((a, b) => statSync(b).size - statSync(a).size);
}

/** Turns the bits of one byte around and keeps the file's time: doing it twice mends it. */
function flip(path: string, offset: number): void {
  const { atime, mtime } = statSync(path);
  const file = openSync(path, "r+");
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, offset);
  byte[0] = (byte[0] ?? 0) ^ 0xff;
  writeSync(file, byte, 0, 1, offset);
  closeSync(file);
  utimesSync(path, atime, mtime);
}

/** A file of a model whose bytes have changed on disk. Throws a Failure on a host without models. */
export const rot = {
  strike: ({ mac }: Target): void => {
    if (existsSync(mac.state.path(NOTE))) return;
    const [path] = modelFiles(join(mac.root, "opt"));
    if (path === undefined) {
      throw new Failure({
        code: "model-missing",
        subject: mac.id,
        saw: "no model lies on this host",
        hint: "bring one first, for example with `espalier apply`",
      });
    }
    const offset = Math.floor(statSync(path).size / 2);
    flip(path, offset);
    mac.state.write(NOTE, `${offset} ${path}`);
  },
  clear: ({ mac }: Target): void => {
    const [, offset = "0", path = ""] = /^(\d+) (.*)$/.exec(mac.state.read(NOTE) ?? "") ?? [];
    if (existsSync(path)) flip(path, Number(offset));
    rmSync(mac.state.path(NOTE), { force: true });
  },
};
