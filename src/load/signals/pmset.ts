/** 1 when `pmset -g batt` says that a Mac draws from its battery, 0 on mains. */
export function onBattery(text: string): number | undefined {
  const source = /^Now drawing from '([^']+)'/m.exec(text)?.[1];
  return source === undefined ? undefined : Number(source !== "AC Power");
}

/** 1 when the settings in force (`pmset -g`) name a low power mode: `powermode 1`, or `lowpowermode 1` where there is no other. */
export function lowPower(text: string): number | undefined {
  const mode = /^\s*powermode\s+(\d)/m.exec(text)?.[1] ?? /^\s*lowpowermode\s+(\d)/m.exec(text)?.[1];
  return mode === undefined ? undefined : Number(mode === "1");
}
