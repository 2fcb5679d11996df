import type { Event } from "../../model/event.ts";

/** One event as one line of NDJSON, without the line end. */
export const jsonLine = (event: Event): string => JSON.stringify(event);
