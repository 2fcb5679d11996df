/** Hosts that are asked at once: SSH servers answer bursts with refusals. */
export const AT_ONCE = 32;

/** Runs `work` for every host, at most `AT_ONCE` at a time, and keeps the order. */
export async function eachHost<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results = new Map<number, Result>();
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results.set(index, await work(item));
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  return items.map((_, index) => results.get(index) as Result);
}
