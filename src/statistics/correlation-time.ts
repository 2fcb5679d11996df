/** What rounding leaves of a pair that is zero; `variance` has made it free of scale. */
const ZERO = 1e-9;

/**
 * How many neighbours in a series say the same as one independent value: `1 + 2 * (sum of the autocorrelations)`, so that
 * `n / tau` values would know as much as these `n`. Never below 1.
 *
 * The sum ends by Geyer's initial positive sequence (Practical Markov Chain Monte Carlo, 1992): at the first pair of
 * neighbouring lags whose sum is not above zero, since from there on the estimates are noise.
 */
export function correlationTime(series: readonly number[]): number {
  const mean = series.reduce((sum, value) => sum + value, 0) / series.length;
  const centred = series.map((value) => value - mean);
  const variance = lagged(centred, 0);
  if (!(variance > 0)) return 1;
  let pairs = 0;
  for (let lag = 0; lag + 1 < series.length; lag += 2) {
    const pair = (lagged(centred, lag) + lagged(centred, lag + 1)) / variance;
    if (pair <= ZERO) break;
    pairs += pair;
  }
  return Math.max(1, 2 * pairs - 1);
}

function lagged(centred: readonly number[], lag: number): number {
  let sum = 0;
  for (let index = lag; index < centred.length; index += 1)
    sum += (centred[index] ?? 0) * (centred[index - lag] ?? 0);
  return sum;
}
