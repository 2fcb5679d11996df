import { type Bytes, type Milliseconds, parseDuration, parseSize } from "../model/units.ts";

/** A size whose pattern the schema has checked. Throws `TypeError` when it was not. */
export function sizeOf(text: string): Bytes {
  const size = parseSize(text);
  if (size === undefined) throw new TypeError(`not a size: ${JSON.stringify(text)}`);
  return size;
}

/** A duration whose pattern the schema has checked. Throws `TypeError` when it was not. */
export function durationOf(text: string): Milliseconds {
  const duration = parseDuration(text);
  if (duration === undefined) throw new TypeError(`not a duration: ${JSON.stringify(text)}`);
  return duration;
}
