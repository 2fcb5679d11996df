/** Says what held; throws what did not. */
export function demand(holds: boolean, sentence: string): void {
  if (!holds) throw new Error(`does not hold: ${sentence}`);
  process.stdout.write(`  holds: ${sentence}\n`);
}
