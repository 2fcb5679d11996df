/** Trip points of the kernel (Documentation/driver-api/thermal) in the levels of a Mac: where it clocks down, gets hot, shuts down. */
const TRIPS: Readonly<Record<string, number>> = { passive: 1, hot: 2, critical: 3 };

const LINE = /^\S*thermal_zone(\d+)\/(temp|trip_point_(\d+)_(?:type|temp)):(\S+)$/gm;

/**
 * The worst thermal level over all zones, from `grep . thermal_zone*` with the files `temp` and `trip_point_*`. A zone
 * without trip points has no scale; where no zone has one nothing is known.
 */
export function thermalZones(stdout: string): number | undefined {
  const files = new Map<string, string>();
  for (const [, zone, file, , value] of stdout.matchAll(LINE)) files.set(`${zone}/${file}`, value ?? "");
  const levels = [...files].flatMap(([path, type]) => levelOf(files, path, type));
  return levels.length === 0 ? undefined : Math.max(...levels);
}

/** What one trip point says; one that is not set reads zero or less. */
function levelOf(files: ReadonlyMap<string, string>, path: string, type: string): readonly number[] {
  const level = TRIPS[type];
  if (!path.endsWith("_type") || level === undefined) return [];
  const [temperature, trip] = [
    files.get(`${path.split("/")[0]}/temp`),
    files.get(path.replace("_type", "_temp")),
  ];
  if (temperature === undefined || trip === undefined || !(Number(trip) > 0)) return [];
  return [Number(temperature) >= Number(trip) ? level : 0];
}
