/** Hosts that are asked at once: SSH servers answer bursts with refusals. */
export const AT_ONCE = 32;

/**
 * Runs `work` for every host, at most `AT_ONCE` at a time, and keeps the order. When one throws, no further host is begun, and
 * it is thrown once those under way have ended.
 */
export async function eachHost<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results = new Map<number, Result>();
  const queue = items.entries();
  const thrown: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) {
      await work(item).then(
        (result) => results.set(index, result),
        (error: unknown) => thrown.push(error),
      );
      if (thrown.length > 0) return;
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  if (thrown.length > 0) throw thrown[0];
  return items.map((_, index) => results.get(index) as Result);
}
