/** Lanczos coefficients for g = 7, n = 9 (Godfrey, 2001): about 15 digits for x > 0. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

/** The natural logarithm of the gamma function, for x >= 0.5. */
export function logGamma(x: number): number {
  const [first, ...rest] = LANCZOS;
  const sum = rest.reduce<number>((so, coefficient, index) => so + coefficient / (x + index), first);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);

/**
 * The regularised incomplete beta function I_x(a, b) for a, b >= 0.5: the chance that a Beta(a, b) variable is below x.
 * By its continued fraction (Abramowitz and Stegun 26.5.8, in Lentz's way), on the side where that is short.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b));
  return (front / a) * fraction(x, a, b);
}

const TINY = 1e-300;
const MOST_TERMS = 1000;
const away = (value: number): number => (Math.abs(value) < TINY ? TINY : value);

function fraction(x: number, a: number, b: number): number {
  let [c, d] = [1, 1 / away(1 - ((a + b) * x) / (a + 1))];
  let product = d;
  for (let term = 1; term <= MOST_TERMS; term += 1) {
    const before = product;
    for (const coefficient of coefficients(term, { x, a, b })) {
      d = 1 / away(1 + coefficient * d);
      c = away(1 + coefficient / c);
      product *= c * d;
    }
    if (Math.abs(product / before - 1) < 1e-13) break;
  }
  return product;
}

/** The even and the odd coefficient of one term. */
function coefficients(
  m: number,
  { x, a, b }: { readonly x: number; readonly a: number; readonly b: number },
): readonly [number, number] {
  const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
  const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
  return [even, odd];
}
