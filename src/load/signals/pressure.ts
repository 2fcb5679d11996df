import { PRESSURE_LEVELS } from "../../model/levels.ts";

/** The level in the output of `sysctl -n kern.memorystatus_vm_pressure_level`, alone or on a line among others. */
export function pressure(stdout: string): number | undefined {
  const level = /^(\d)$/m.exec(stdout)?.[1];
  return level !== undefined && Object.hasOwn(PRESSURE_LEVELS, level) ? Number(level) : undefined;
}
