/**
 * 1 when no mains that Linux knows (lines of path, type and whether it is online, out of `/sys/class/power_supply`) gives anything, 0
 * when one does; a machine without any does not say.
 */
export function onBattery(text: string): number | undefined {
  const mains = [...text.matchAll(/ Mains (\d)$/gm)].map(([, online]) => online);
  return mains.length === 0 ? undefined : Number(!mains.includes("1"));
}

/** 1 when the firmware's profile is the one that saves power. */
export const lowPower = (text: string): number | undefined =>
  text.trim() === "" ? undefined : Number(text.trim() === "low-power");
