/** The last whole sample of `powermetrics -f text`, which goes on printing: its combined power is printed after the clusters. */
const WHOLE = /\*\*\* Sampled system activity[\s\S]*?^Combined Power[^\n]*mW$/gm;

const last = (stdout: string): string => stdout.match(WHOLE)?.at(-1) ?? "";

/** Share of time the efficiency cores were active, %; the mean where there are several clusters of them. */
export const eCores = (stdout: string): number | undefined => residency(last(stdout), "E");

/** Share of time the performance cores were active, %. */
export const pCores = (stdout: string): number | undefined => residency(last(stdout), "P");

/** Estimated power of CPU, GPU and ANE together, mW. */
export function power(stdout: string): number | undefined {
  const mw = /^Combined Power \([^)]*\): (\d+) mW$/m.exec(last(stdout))?.[1];
  return mw === undefined ? undefined : Number(mw);
}

/** `E-Cluster HW active residency:  77.43% (...)`, on larger chips `P0-Cluster`; below one it may lack its zero (`.54%`). */
function residency(sample: string, kind: "E" | "P"): number | undefined {
  const line = new RegExp(`^${kind}\\d*-Cluster HW active residency:\\s+(\\d*\\.?\\d+)%`, "gm");
  const found = [...sample.matchAll(line)].map(([, share]) => Number(share));
  return found.length === 0 ? undefined : found.reduce((sum, share) => sum + share, 0) / found.length;
}
