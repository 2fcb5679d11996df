import { setTimeout as sleep } from "node:timers/promises";

/** Asks until the answer is true; fails after `patience` ms with the sentence that never came true. */
export async function eventually(
  sentence: string,
  question: () => boolean | Promise<boolean>,
  patience = 60_000,
): Promise<void> {
  const end = performance.now() + patience;
  while (!(await question())) {
    if (performance.now() > end) throw new Error(`not within ${patience} ms: ${sentence}`);
    await sleep(20);
  }
}
