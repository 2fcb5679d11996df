import { PROBE_VARIABLE } from "../../src/model/gateways.ts";

/** The variable that holds the key by which an upstream of the overflow is asked. */
export const overflowVariable = (name: string): string =>
  `ESPALIER_OVERFLOW_${name.toUpperCase().replaceAll("-", "_")}`;

/** `probe.cfg`, read before `haproxy.cfg`: the secrets of a gateway, in a folder that only its account may enter. */
export const renderProbeSetup = (key: string, overflows: Readonly<Record<string, string>> = {}): string => {
  const others = Object.entries(overflows).map(
    ([name, secret]) => `    setenv ${overflowVariable(name)} ${secret}\n`,
  );
  return `global\n    setenv ${PROBE_VARIABLE} ${key}\n${others.join("")}`;
};
