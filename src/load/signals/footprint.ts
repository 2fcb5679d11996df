/**
 * phys_footprint in bytes in the output of `footprint -p PID -f bytes --noCategories`; `undefined` when it could not
 * look (`Unable to analyze process with pid 418 (try as root?)`).
 */
export function footprint(stdout: string): number | undefined {
  const size = /^\s*phys_footprint: (\d+) B$/m.exec(stdout)?.[1];
  return size === undefined ? undefined : Number(size);
}
