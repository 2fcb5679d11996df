import { appendFile, mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Event } from "../model/event.ts";
import { unwritable } from "./text-file.ts";

/** The timeline of a run, one JSON object per line; several programs may append to it. */
export const eventLog = (runFolder: string): string => join(runFolder, "timeline.ndjson");

/** Appends one event. A line is written in one call, so lines of different programs never mix. Throws `file-unwritable`. */
export async function appendEvent(path: string, event: Event): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await appendFile(path, `${JSON.stringify(event)}\n`);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** What came since the last look, and the lines of it that are no events. */
export interface Appended {
  readonly events: readonly Event[];
  /** Counted from 1, as editors do. */
  readonly unreadable: readonly number[];
}

/**
 * Reads what others append: each call of `next` gives the whole lines that came since the last. A line that is no event (a disk was
 * full, a machine died in mid-write, somebody edited the file) costs no other line.
 */
export function followEvents(path: string): { readonly next: () => Promise<Appended> } {
  let offset = 0;
  let lines = 0;
  return {
    async next() {
      const file = await open(path, "r").catch(() => undefined);
      if (file === undefined) return { events: [], unreadable: [] };
      try {
        const { size } = await file.stat();
        const buffer = Buffer.alloc(Math.max(0, size - offset));
        await file.read(buffer, 0, buffer.length, offset);
        const whole = buffer.lastIndexOf(0x0a) + 1;
        offset += whole;
        const texts = buffer.subarray(0, whole).toString("utf8").split("\n").slice(0, -1);
        const read = texts.map((text, index) => ({ text, line: lines + index + 1, event: eventIn(text) }));
        lines += texts.length;
        return {
          events: read.flatMap(({ event }) => event ?? []),
          unreadable: read.flatMap(({ text, line, event }) =>
            event === undefined && text !== "" ? [line] : [],
          ),
        };
      } finally {
        await file.close();
      }
    },
  };
}

function eventIn(text: string): Event | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isEvent = typeof value === "object" && value !== null && "kind" in value && "at" in value;
    return isEvent ? (value as Event) : undefined;
  } catch {
    return undefined;
  }
}
