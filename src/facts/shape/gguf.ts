/** A value of the header; of a list of words only its length is kept. */
export type GgufValue =
  | number
  | string
  | boolean
  | readonly (number | boolean)[]
  | { readonly count: number };

export interface GgufHeader {
  readonly values: ReadonlyMap<string, GgufValue>;
  /** False when `data` ended before the last key. */
  readonly isWhole: boolean;
}

/** Longer lists of numbers are scores of a vocabulary: nobody asks for them. */
const LONGEST_LIST = 4096;
/** More keys, and longer words, than any model has. */
const MOST_KEYS = 65_536;
const NUMBERS: Readonly<Record<number, number>> = {
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
const BOOLEAN = 7;
const STRING = 8;
const LIST = 9;

/** The data ended in the middle of a value: there may be more of it. */
const CUT = Symbol("cut");

class Cursor {
  readonly #view: DataView;
  #at = 0;

  constructor(data: Uint8Array) {
    this.#view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  }

  /** Where the next `size` bytes begin. Throws `CUT` when there are not so many. */
  #take(size: number): number {
    const from = this.#at;
    if (from + size > this.#view.byteLength) throw CUT;
    this.#at = from + size;
    return from;
  }

  u32 = (): number => this.#view.getUint32(this.#take(4), true);
  /** Sizes beyond 2^53 are nonsense, and end the data soon enough. */
  u64 = (): number => Number(this.#view.getBigUint64(this.#take(8), true));

  text(): string {
    const size = this.u64();
    const from = this.#take(size);
    return new TextDecoder().decode(new Uint8Array(this.#view.buffer, this.#view.byteOffset + from, size));
  }

  skipText(): void {
    this.#take(this.u64());
  }

  skip(size: number): void {
    this.#take(size);
  }

  number(type: number): number | boolean {
    const at = this.#take(NUMBERS[type] ?? 0);
    switch (type) {
      case 0:
        return this.#view.getUint8(at);
      case 1:
        return this.#view.getInt8(at);
      case 2:
        return this.#view.getUint16(at, true);
      case 3:
        return this.#view.getInt16(at, true);
      case 4:
        return this.#view.getUint32(at, true);
      case 5:
        return this.#view.getInt32(at, true);
      case 6:
        return this.#view.getFloat32(at, true);
      case BOOLEAN:
        return this.#view.getUint8(at) !== 0;
      case 12:
        return this.#view.getFloat64(at, true);
      default:
        return Number(type === 10 ? this.#view.getBigUint64(at, true) : this.#view.getBigInt64(at, true));
    }
  }
}

const unknownType = (type: number): TypeError => new TypeError(`it has a value of the unknown type ${type}`);

function list(cursor: Cursor): GgufValue {
  const [type, count] = [cursor.u32(), cursor.u64()];
  if (type === STRING) {
    for (let at = 0; at < count; at += 1) cursor.skipText();
    return { count };
  }
  const size = NUMBERS[type];
  if (size === undefined) throw unknownType(type);
  if (count <= LONGEST_LIST) return Array.from({ length: count }, () => cursor.number(type));
  cursor.skip(size * count);
  return { count };
}

function value(cursor: Cursor, type: number): GgufValue {
  if (type === STRING) return cursor.text();
  if (type === LIST) return list(cursor);
  if (NUMBERS[type] === undefined) throw unknownType(type);
  return cursor.number(type);
}

/**
 * The key-values at the beginning of a GGUF file (ggml's docs/gguf.md, versions 2 and 3). `data` may be cut anywhere.
 * Throws `TypeError` when it is no GGUF file.
 */
export function readGguf(data: Uint8Array): GgufHeader {
  const values = new Map<string, GgufValue>();
  const cursor = new Cursor(data);
  try {
    const [magic, version] = [cursor.u32(), cursor.u32()];
    if (magic !== 0x46554747) throw new TypeError("it does not begin with GGUF");
    if (version < 2 || version > 3) throw new TypeError(`it is GGUF version ${version}, not 2 or 3`);
    cursor.u64();
    const keys = cursor.u64();
    if (keys > MOST_KEYS) throw new TypeError(`it says it has ${keys} keys`);
    for (let at = 0; at < keys; at += 1) values.set(cursor.text(), value(cursor, cursor.u32()));
    return { values, isWhole: true };
  } catch (cause) {
    if (cause !== CUT) throw cause;
    return { values, isWhole: false };
  }
}
