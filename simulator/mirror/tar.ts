import { gzipSync } from "node:zlib";

/** A file of an archive. */
export interface ArchiveFile {
  readonly name: string;
  readonly data: string | Uint8Array;
  readonly mode: number;
}

const BLOCK = 512;
const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, "0")}\0`;

/** One ustar header: no owner, no time, so that equal files give equal bytes. */
function header(file: ArchiveFile, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const fields: readonly (readonly [number, string])[] = [
    [0, file.name],
    [100, octal(file.mode, 8)],
    [108, octal(0, 8)],
    [116, octal(0, 8)],
    [124, octal(size, 12)],
    [136, octal(0, 12)],
    [148, "        "],
    [156, "0"],
    [257, "ustar\x0000"],
  ];
  for (const [offset, text] of fields) block.write(text, offset, "latin1");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return block;
}

function entry(file: ArchiveFile): Buffer {
  const data = Buffer.from(file.data);
  const padding = Buffer.alloc((BLOCK - (data.length % BLOCK)) % BLOCK);
  return Buffer.concat([header(file, data.length), data, padding]);
}

/** A gzipped tar whose bytes depend on names, modes and contents only. */
export const archive = (files: readonly ArchiveFile[]): Buffer =>
  gzipSync(Buffer.concat([...files.map(entry), Buffer.alloc(2 * BLOCK)]), { level: 6 });
