import { execFileSync } from "node:child_process";

/** The HAProxy that tests run: `2.6.12-1+deb12u4`, `3.4.0-64a335366`. */
export const HAPROXY = execFileSync("haproxy", ["-v"], { encoding: "utf8" }).split(" ")[2] ?? "";

const numbers = (version: string): readonly number[] => version.split(/\D/).slice(0, 2).map(Number);

/** True from that version on: `isFrom("3.4")`. */
export function isFrom(least: string): boolean {
  const [[major = 0, minor = 0], [wantedMajor = 0, wantedMinor = 0]] = [numbers(HAPROXY), numbers(least)];
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
