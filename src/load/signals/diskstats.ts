/** A sector of `/proc/diskstats` has 512 bytes, whatever the disk says (kernel Documentation/admin-guide/iostats.rst). */
const SECTOR = 512;

interface Moment {
  /** Seconds. */
  readonly at: number;
  readonly bytes: number;
}

/**
 * Bytes per second to and from all disks: the difference of the last two readings of `/proc/uptime` and `/proc/diskstats`, one
 * after the other, each with a line `end` behind it. Partitions, loops and memory disks would count twice or are none.
 */
export function diskstats(stdout: string): number | undefined {
  const moments = stdout.split(/^end$/m).slice(0, -1).flatMap(momentOf);
  const [before, now] = moments.slice(-2);
  if (before === undefined || now === undefined || now.at <= before.at) return undefined;
  return Math.round((now.bytes - before.bytes) / (now.at - before.at));
}

function momentOf(text: string): readonly Moment[] {
  const uptime = /^(\d+\.\d+) \d+\.\d+$/m.exec(text)?.[1];
  const disks = [...text.matchAll(/^ +\d+ +\d+ (\S+) \d+ \d+ (\d+) \d+ \d+ \d+ (\d+) /gm)].filter(
    ([, name = ""]) => isWhole(name),
  );
  if (uptime === undefined) return [];
  const sectors = disks.reduce((sum, [, , read, written]) => sum + Number(read) + Number(written), 0);
  return [{ at: Number(uptime), bytes: sectors * SECTOR }];
}

const isWhole = (name: string): boolean => /^(?:[shv]d[a-z]+|xvd[a-z]+|nvme\d+n\d+|mmcblk\d+)$/.test(name);
