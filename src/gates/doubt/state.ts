import { THERMAL_LEVELS } from "../../model/levels.ts";
import type { Doubt } from "./instrument.ts";
import { readingsAt } from "./readings.ts";

/** From this thermal level on a Mac holds its processors back. */
const THROTTLED = 2;

/** The machine was held back by heat: the rung shows the room, not the server. */
export const heat: Doubt = (climb, rung) => {
  const worst = Math.max(...readingsAt(climb, "thermal", rung));
  return worst < THROTTLED
    ? []
    : [`the machine was held back by heat at rung ${rung}: thermal state ${THERMAL_LEVELS[worst] ?? worst}`];
};

/** The machine drew from another source than at the start, or saved power. */
export const power: Doubt = (climb, rung) => {
  const first = [...climb.signals]
    .sort((a, b) => a.at - b.at)
    .find(({ onBattery }) => onBattery !== undefined)?.onBattery;
  const here = readingsAt(climb, "onBattery", rung);
  const saved = readingsAt(climb, "lowPower", rung).includes(1);
  return [
    ...(here.some((source) => source !== first)
      ? [`the power changed by rung ${rung}: the climb began ${first === 1 ? "on battery" : "on mains"}`]
      : []),
    ...(saved ? [`a low power mode slowed the machine down at rung ${rung}`] : []),
  ];
};
