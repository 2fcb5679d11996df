import { readFileSync } from "node:fs";

const SIZES: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  10: 8,
  11: 8,
  12: 8,
};
const UINT32 = 4;
const BOOLEAN = 7;
const STRING = 8;
const ARRAY = 9;

type Keys = Map<string, string | number>;

/** Words, whole numbers and 1 or 0 for yes or no of the head of a GGUF file; of a list its length. A file that is none, or is cut, gives less. */
export function ggufKeys(path: string): ReadonlyMap<string, string | number> {
  const data = readFileSync(path);
  const keys: Keys = new Map();
  if (data.subarray(0, 4).toString("latin1") !== "GGUF") return keys;
  try {
    read(data, keys);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
  }
  return keys;
}

/** llama.cpp's number for how a file makes one vector of a text; absent of a model that generates. */
export function poolingOf(path: string): number | undefined {
  const keys = ggufKeys(path);
  const value = keys.get(`${keys.get("general.architecture")}.pooling_type`);
  return typeof value === "number" ? value : undefined;
}

function read(data: Buffer, keys: Keys): void {
  let at = 24;
  const text = (): string => {
    const size = Number(data.readBigUInt64LE(at));
    at += 8 + size;
    return data.toString("utf8", at - size, at);
  };
  const list = (): number => {
    const type = data.readUInt32LE(at);
    const length = Number(data.readBigUInt64LE(at + 4));
    at += 12;
    if (type === STRING) for (let item = 0; item < length; item += 1) text();
    else at += (SIZES[type] ?? 0) * length;
    return length;
  };
  const count = Number(data.readBigUInt64LE(16));
  for (let index = 0; index < count; index += 1) {
    const key = text();
    const type = data.readUInt32LE(at);
    at += 4;
    if (type === STRING) keys.set(key, text());
    else if (type === ARRAY) keys.set(key, list());
    else {
      if (type === UINT32) keys.set(key, data.readUInt32LE(at));
      if (type === BOOLEAN) keys.set(key, data.readUInt8(at));
      at += SIZES[type] ?? 0;
    }
  }
}
