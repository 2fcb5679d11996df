/** Value types of GGUF 3. */
export const TYPE = { uint32: 4, int32: 5, float32: 6, boolean: 7, string: 8, array: 9 } as const;
const ALIGNMENT = 32;

export const u32 = (value: number): Buffer => {
  const data = Buffer.alloc(4);
  data.writeUInt32LE(value);
  return data;
};
export const u64 = (value: number): Buffer => {
  const data = Buffer.alloc(8);
  data.writeBigUInt64LE(BigInt(value));
  return data;
};
export const f32 = (value: number): Buffer => {
  const data = Buffer.alloc(4);
  data.writeFloatLE(value);
  return data;
};
export const text = (value: string): Buffer =>
  Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);

export type Entry = readonly [key: string, type: number, value: Buffer];
export const integer = (key: string, value: number): Entry => [key, TYPE.uint32, u32(value)];
export const boolean = (key: string, value: boolean): Entry => [key, TYPE.boolean, Buffer.of(value ? 1 : 0)];
export const words = (key: string, value: string): Entry => [key, TYPE.string, text(value)];
export const list = (key: string, type: number, items: readonly Buffer[]): Entry => [
  key,
  TYPE.array,
  Buffer.concat([u32(type), u64(items.length), ...items]),
];

export const padded = (data: Buffer): Buffer =>
  Buffer.concat([data, Buffer.alloc((ALIGNMENT - (data.length % ALIGNMENT)) % ALIGNMENT)]);

/** The beginning of a GGUF 3 file: its key-values, then what describes its tensors. The format: ggml's docs/gguf.md. */
export const ggufHead = (entries: readonly Entry[], tensors: readonly Buffer[]): Buffer =>
  padded(
    Buffer.concat([
      Buffer.from("GGUF"),
      u32(3),
      u64(tensors.length),
      u64(entries.length),
      ...entries.flatMap(([key, type, value]) => [text(key), u32(type), value]),
      ...tensors,
    ]),
  );
