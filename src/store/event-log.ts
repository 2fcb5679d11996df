import { appendFile, mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Event } from "../model/event.ts";

/** The timeline of a run, one JSON object per line; several programs may append to it. */
export const eventLog = (runFolder: string): string => join(runFolder, "timeline.ndjson");

/** Appends one event. A line is written in one call, so lines of different programs never mix. */
export async function appendEvent(path: string, event: Event): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await appendFile(path, `${JSON.stringify(event)}\n`);
}

/** Reads what others append: each call of `next` gives the whole lines that came since the last. */
export function followEvents(path: string): { readonly next: () => Promise<readonly Event[]> } {
  let offset = 0;
  return {
    async next() {
      const file = await open(path, "r").catch(() => undefined);
      if (file === undefined) return [];
      try {
        const { size } = await file.stat();
        const buffer = Buffer.alloc(Math.max(0, size - offset));
        await file.read(buffer, 0, buffer.length, offset);
        const whole = buffer.lastIndexOf(0x0a) + 1;
        offset += whole;
        const lines = buffer.subarray(0, whole).toString("utf8").split("\n");
        return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Event);
      } finally {
        await file.close();
      }
    },
  };
}
