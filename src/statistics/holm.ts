/** A hypothesis: can it be rejected when it may be wrong about that with a chance of `level`? */
export type Hypothesis = (level: number) => boolean;

/**
 * Which of several hypotheses are rejected when the chance that any of them is rejected wrongly shall stay below `level`
 * (Holm, A simple sequentially rejective multiple test procedure, 1979): the clearest one at `level / m`, the next at
 * `level / (m - 1)`, and so on until one of them stands. Hypotheses that are rejected at a level are at any larger one.
 */
export function holm(hypotheses: readonly Hypothesis[], level: number): readonly boolean[] {
  const standing = new Set(hypotheses.keys());
  for (;;) {
    const share = level / standing.size;
    const fallen = [...standing].filter((index) => hypotheses[index]?.(share) === true);
    if (fallen.length === 0) return hypotheses.map((_, index) => !standing.has(index));
    for (const index of fallen) standing.delete(index);
  }
}
