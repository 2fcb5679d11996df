import { THERMAL_LEVELS } from "../../model/levels.ts";

/**
 * The level in the output of `notifyutil -g com.apple.system.thermalpressurelevel`, with or without the name before it.
 * The program prints its failures on stdout and exits 0, so that anything but a known level is no reading.
 */
export function thermal(stdout: string): number | undefined {
  const level = /^(?:com\.apple\.system\.thermalpressurelevel )?(\d)$/m.exec(stdout)?.[1];
  return level !== undefined && Object.hasOwn(THERMAL_LEVELS, level) ? Number(level) : undefined;
}
