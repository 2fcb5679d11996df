/** Memory pressure by its number in `kern.memorystatus_vm_pressure_level`. */
export const PRESSURE_LEVELS: Readonly<Record<number, string>> = { 1: "normal", 2: "warning", 4: "critical" };

/**
 * Thermal pressure by its number in `com.apple.system.thermalpressurelevel`, in the order of `OSThermalNotification.h`
 * of the macOS SDK. (iOS counts otherwise, and knows `light`.)
 */
export const THERMAL_LEVELS: Readonly<Record<number, string>> = {
  0: "nominal",
  1: "moderate",
  2: "heavy",
  3: "trapping",
  4: "sleeping",
};

/**
 * A Mac's notification knows no `light`; `powermetrics` and iOS have it between nominal and moderate. In a rule it stands
 * there: `thermal <= light` holds while the level is nominal, and is broken by moderate.
 */
export const LIGHT = 0.5;
