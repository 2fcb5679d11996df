import { incompleteBeta } from "./beta.ts";

/** The chance of at most `k` successes in `n` tries of chance `p`. */
export function binomialAtMost(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  return k >= n ? 1 : incompleteBeta(1 - p, n - k, k + 1);
}

/** The chance that a Student variable of `freedom` degrees is at most `t`. */
function studentAtMost(t: number, freedom: number): number {
  const tail = 0.5 * incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
  return t > 0 ? 1 - tail : tail;
}

/** The quantile `p` above one half of Student's distribution with `freedom` >= 1 degrees. */
export function studentQuantile(p: number, freedom: number): number {
  let [low, high] = [0, 1];
  while (studentAtMost(high, freedom) < p) high *= 2;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (studentAtMost(middle, freedom) < p) low = middle;
    else high = middle;
  }
  return high;
}
