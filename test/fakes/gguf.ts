/** A value as GGUF types it. */
export type Typed =
  | { readonly u32: number }
  | { readonly i32: number }
  | { readonly f32: number }
  | { readonly u64: number }
  | { readonly bool: boolean }
  | { readonly text: string }
  | { readonly texts: readonly string[] }
  | { readonly u32s: readonly number[] }
  | { readonly bools: readonly boolean[] };

const u32 = (value: number): Buffer => {
  const data = Buffer.alloc(4);
  data.writeUInt32LE(value);
  return data;
};
const u64 = (value: number): Buffer => {
  const data = Buffer.alloc(8);
  data.writeBigUInt64LE(BigInt(value));
  return data;
};
const f32 = (value: number): Buffer => {
  const data = Buffer.alloc(4);
  data.writeFloatLE(value);
  return data;
};
const i32 = (value: number): Buffer => {
  const data = Buffer.alloc(4);
  data.writeInt32LE(value);
  return data;
};
const text = (value: string): Buffer => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);
const listed = (type: number, items: readonly Buffer[]): Buffer =>
  Buffer.concat([u32(9), u32(type), u64(items.length), ...items]);

function encoded(value: Typed): Buffer {
  if ("u32" in value) return Buffer.concat([u32(4), u32(value.u32)]);
  if ("i32" in value) return Buffer.concat([u32(5), i32(value.i32)]);
  if ("f32" in value) return Buffer.concat([u32(6), f32(value.f32)]);
  if ("u64" in value) return Buffer.concat([u32(10), u64(value.u64)]);
  if ("bool" in value) return Buffer.concat([u32(7), Buffer.from([Number(value.bool)])]);
  if ("text" in value) return Buffer.concat([u32(8), text(value.text)]);
  if ("texts" in value) return listed(8, value.texts.map(text));
  if ("u32s" in value) return listed(4, value.u32s.map(u32));
  return listed(
    7,
    value.bools.map((item) => Buffer.from([Number(item)])),
  );
}

/** The header of a GGUF 3 file with these keys, written by its format (ggml's docs/gguf.md); no tensors follow. */
export const gguf = (keys: Readonly<Record<string, Typed>>): Buffer =>
  Buffer.concat([
    Buffer.from("GGUF"),
    u32(3),
    u64(0),
    u64(Object.keys(keys).length),
    ...Object.entries(keys).flatMap(([key, value]) => [text(key), encoded(value)]),
  ]);
