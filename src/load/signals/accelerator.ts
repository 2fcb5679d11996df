/** Share of time the GPU worked, %, in the output of `ioreg -r -d 1 -w 0 -c IOAccelerator`. */
export const gpuBusy = (stdout: string): number | undefined => statistic(stdout, "Device Utilization %");

/** Bytes the GPU holds in use; the driver's own share, which has a name of its own, is none of them. */
export const gpuMemory = (stdout: string): number | undefined => statistic(stdout, "In use system memory");

/** How often the GPU was reset since the machine started. */
export const gpuResets = (stdout: string): number | undefined => statistic(stdout, "recoveryCount");

/** The sum over all accelerators; an Intel Mac may have two. */
function statistic(stdout: string, name: string): number | undefined {
  const found = [...stdout.matchAll(new RegExp(`"${name}"=(\\d+)`, "g"))].map(([, value]) => Number(value));
  return found.length === 0 ? undefined : found.reduce((sum, value) => sum + value);
}
