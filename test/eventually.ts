import { setTimeout as pause } from "node:timers/promises";

/**
 * Asks until the answer is there, and returns it: undefined and false are none. Fails after `patience` ms with the sentence
 * that did not come true.
 */
export async function eventually<T>(
  sentence: string,
  question: () => Promise<T> | T,
  patience = 50_000,
): Promise<Exclude<T, undefined | false>> {
  const end = performance.now() + patience;
  for (;;) {
    const answer = await question();
    if (isThere(answer)) return answer;
    if (performance.now() > end) throw new Error(`not within ${patience} ms: ${sentence}`);
    await pause(20);
  }
}

const isThere = <T>(answer: T): answer is Exclude<T, undefined | false> =>
  answer !== undefined && answer !== false;
