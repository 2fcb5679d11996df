const MIB = 1024 ** 2;

/**
 * Bytes per second over all disks in the output of `iostat -d -w 1`, which goes on printing: three columns a disk, the last is
 * MB/s. The first row is the mean since the machine started and says nothing of now.
 */
export function diskRate(stdout: string): number | undefined {
  const rows = stdout.split("\n").slice(0, -1).map(numbers);
  const [, ...current] = rows.filter((row) => row.length > 0 && row.length % 3 === 0);
  const row = current.at(-1);
  return row && Math.round(row.reduce((sum, value, column) => sum + (column % 3 === 2 ? value : 0), 0) * MIB);
}

function numbers(line: string): readonly number[] {
  const cells = line.trim().split(/\s+/);
  return cells.every((cell) => /^\d+(?:\.\d+)?$/.test(cell)) ? cells.map(Number) : [];
}
