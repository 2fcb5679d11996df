/** Free bytes in the output of `df -k PATH`: the fourth column of its last line, in KiB. */
export function freeDisk(stdout: string): number | undefined {
  const free = /^\S.*?\s(\d+)\s+(\d+)\s+(\d+)\s+\d+%/m.exec(stdout)?.[3];
  return free === undefined ? undefined : Number(free) * 1024;
}
