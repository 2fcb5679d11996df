const UNITS: Readonly<Record<string, number>> = { K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

/** Used swap in bytes in the output of `sysctl -n vm.swapusage`, which prints two decimals of a binary unit. */
export function swapUsed(stdout: string): number | undefined {
  const [, size, unit] = /\bused = (\d+(?:\.\d+)?)([KMG])\b/.exec(stdout) ?? [];
  const scale = unit === undefined ? undefined : UNITS[unit];
  return scale === undefined ? undefined : Math.round(Number(size) * scale);
}
