/** Used swap in bytes in `/proc/meminfo`; a machine without swap uses none. */
export function swapInUse(text: string): number | undefined {
  const [total, free] = [kib(text, "SwapTotal"), kib(text, "SwapFree")];
  return total === undefined || free === undefined ? undefined : (total - free) * 1024;
}

/** Bytes of memory that hold compressed pages; Linux tells only where it has zswap (since 5.19). */
export function zswap(text: string): number | undefined {
  const size = kib(text, "Zswap");
  return size === undefined ? undefined : size * 1024;
}

function kib(text: string, name: string): number | undefined {
  const size = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text)?.[1];
  return size === undefined ? undefined : Number(size);
}
