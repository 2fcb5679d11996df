/** From this share of the last ten seconds on a stall is told, %. */
const NOTICEABLE = 10;

/**
 * Memory pressure from `/proc/pressure/memory` (PSI, kernel Documentation/accounting/psi.rst) in the levels of a Mac: `warning` while
 * some task waited for memory for a tenth of the last ten seconds, `critical` while every task did at once.
 */
export function stall(text: string): number | undefined {
  const [some, full] = [share(text, "some"), share(text, "full")];
  if (some === undefined || full === undefined) return undefined;
  if (full >= NOTICEABLE) return 4;
  return some >= NOTICEABLE ? 2 : 1;
}

function share(text: string, who: "some" | "full"): number | undefined {
  const percent = new RegExp(`^${who} avg10=(\\d+(?:\\.\\d+)?) `, "m").exec(text)?.[1];
  return percent === undefined ? undefined : Number(percent);
}
