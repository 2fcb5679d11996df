import { setTimeout as pause } from "node:timers/promises";

/** Asks until the answer is no longer undefined; fails loudly at the deadline. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const deadline = performance.now() + 40_000;
  while (performance.now() < deadline) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await pause(10);
  }
  throw new Error(`not within 40 s: ${what}`);
}
