import type { Brand } from "./brand.ts";

/** A span of time in milliseconds. */
export type Milliseconds = Brand<number, "Milliseconds">;

/** A size in bytes. */
export type Bytes = Brand<number, "Bytes">;

const TIME = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
const SIZE = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 } as const;

export const milliseconds = (value: number): Milliseconds => value as Milliseconds;
export const bytes = (value: number): Bytes => value as Bytes;

function scaled(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([A-Za-z]+)$/.exec(text.trim());
  const unit = match?.[2] === undefined ? undefined : units[match[2]];
  return unit === undefined ? undefined : Number(match?.[1]) * unit;
}

/** Reads `250 ms`, `10s`, `5m`, `1.5h`; `undefined` when the text is no duration. */
export function parseDuration(text: string): Milliseconds | undefined {
  const value = scaled(text, TIME);
  return value === undefined ? undefined : milliseconds(value);
}

/** Reads `512 MiB`, `2GiB`, `64 GiB` (binary units); `undefined` when the text is no size. */
export function parseSize(text: string): Bytes | undefined {
  const value = scaled(text, SIZE);
  return value === undefined ? undefined : bytes(Math.round(value));
}

/** Milliseconds of a day. */
export const DAY = 86_400_000;

/** The day of a time (ms since 1970) in UTC: `2027-01-28`. */
export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** `850 ms`, `12.3 s`, `4m 05s`: the shortest form that keeps three digits; with `more` of them behind the point. */
export function formatDuration(value: number, more = 0): string {
  if (Math.round(value) < 1000) return `${value.toFixed(more)} ms`;
  if (Math.round(value / 100) < 600) return `${(value / 1000).toFixed(1 + more)} s`;
  const seconds = Number((value / 1000).toFixed(more));
  const rest = (seconds % 60).toFixed(more);
  return `${Math.floor(seconds / 60)}m ${rest.padStart(more === 0 ? 2 : 3 + more, "0")}s`;
}

/** `812 B`, `1.5 KiB`, `64.0 GiB`: the smallest unit of which there are less than 1024; with `more` digits behind the point. */
export function formatSize(value: number, more = 0): string {
  const sign = value < 0 ? "-" : "";
  const size = Math.abs(value);
  const units = Object.entries(SIZE);
  const [name, unit] = units.find(([, unit]) => Math.round((size / unit) * 10) < 10_240) ?? ["TiB", SIZE.TiB];
  return name === "B" ? `${sign}${size} B` : `${sign}${(size / unit).toFixed(1 + more)} ${name}`;
}
