/** The variable that holds the key of the health checks while the proxy reads its configuration. */
export const PROBE_VARIABLE = "ESPALIER_PROBE_KEY";

/** `probe.cfg`, read before `haproxy.cfg`: the one secret of a gateway, in a folder that only its account may enter. */
export const renderProbeSetup = (key: string): string => `global\n    setenv ${PROBE_VARIABLE} ${key}\n`;
