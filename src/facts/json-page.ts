import type { Answer } from "./fact.ts";

/** What a page says in JSON; an error page says nothing, and nor does one that is cut short. */
export function jsonOf({ stdout, exit }: Answer): unknown {
  try {
    return exit === 0 ? JSON.parse(stdout) : undefined;
  } catch {
    return undefined;
  }
}
