/** One observation: what was seen, and what it is made of. */
export interface Observation {
  readonly parts: readonly number[];
  readonly seen: number;
}

/**
 * The coefficients, none below zero, that make the observations out of their parts with the least sum of squared relative
 * errors. Few parts only: each subset of them is tried. `undefined` when there are fewer observations than parts.
 */
export function nonNegativeFit(observations: readonly Observation[]): readonly number[] | undefined {
  const count = observations[0]?.parts.length ?? 0;
  if (observations.length < count || observations.some(({ seen }) => !(seen > 0))) return undefined;
  const fits = subsets(count).flatMap((kept) => {
    const fit = solved(observations, kept);
    return fit === undefined || fit.some((value) => value < 0) ? [] : [fit];
  });
  return fits.toSorted((a, b) => misfit(observations, a) - misfit(observations, b))[0];
}

const subsets = (count: number): readonly (readonly number[])[] =>
  Array.from({ length: 2 ** count - 1 }, (_, bits) =>
    Array.from({ length: count }, (__, part) => part).filter((part) => ((bits + 1) >> part) & 1),
  );

const misfit = (observations: readonly Observation[], fit: readonly number[]): number =>
  observations.reduce(
    (sum, { parts, seen }) =>
      sum + (1 - parts.reduce((all, part, index) => all + part * (fit[index] ?? 0), 0) / seen) ** 2,
    0,
  );

/** The normal equations over the kept parts; the others are zero. */
function solved(
  observations: readonly Observation[],
  kept: readonly number[],
): readonly number[] | undefined {
  const of = ({ parts, seen }: Observation, part: number): number => (parts[part] ?? 0) / seen;
  const rows = kept.map((a) => [
    ...kept.map((b) => observations.reduce((sum, one) => sum + of(one, a) * of(one, b), 0)),
    observations.reduce((sum, one) => sum + of(one, a), 0),
  ]);
  const values = eliminated(rows);
  return values && (observations[0]?.parts ?? []).map((_, part) => values[kept.indexOf(part)] ?? 0);
}

/** Gauss and Jordan, with the largest pivot. */
function eliminated(system: readonly (readonly number[])[]): readonly number[] | undefined {
  let rows = system.map((row) => [...row]);
  for (let column = 0; column < rows.length; column += 1) {
    const order = rows.slice(column).toSorted((a, b) => Math.abs(b[column] ?? 0) - Math.abs(a[column] ?? 0));
    rows = [...rows.slice(0, column), ...order];
    const pivot = rows[column] ?? [];
    const head = pivot[column] ?? 0;
    if (Math.abs(head) < 1e-12) return undefined;
    const unit = pivot.map((value) => value / head);
    rows = rows.map((row, index) =>
      index === column ? unit : row.map((value, at) => value - (row[column] ?? 0) * (unit[at] ?? 0)),
    );
  }
  return rows.map((row) => row.at(-1) ?? Number.NaN);
}
