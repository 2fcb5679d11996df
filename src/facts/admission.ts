import type { AdmittedFact } from "../model/facts.ts";
import { KNOWN_LANES } from "../model/known-lanes.ts";
import type { Layout } from "../model/layout.ts";
import type { Answer } from "./fact.ts";

/**
 * Asks the stats socket of the proxy. Only a sum of each map comes home: its lines are hashes of keys and names of owners.
 * Column 7 of `show stat` is the limit of a server, 18 its state: of an engine and its standby, the one that does not serve is in
 * maintenance.
 */
export const admittedQuestion = ({ proxySocket, keysMap, lanesMap }: Layout) => ({
  name: "admitted",
  script: String.raw`[ -S '${proxySocket}' ] || exit 1
ask() { printf '%s\n' "$1" | within 5 nc -U '${proxySocket}'; }
known=$(ask 'show map')
for m in '${keysMap}' '${lanesMap}'; do
  case $known in *"($m)"*) ;; *) continue ;; esac
  name=$(printf '%s' "$m" | sed 's/[\\ ]/\\&/g')
  sum=$(ask "show map $name" | sed -n 's/^0x[0-9a-f]* //p' | sort | shasum -a 256 | cut -d ' ' -f 1)
  printf 'map %s %s\n' "$sum" "$m"
done
ask 'show stat' | awk -F, '$2 == "gate" { sub(/^lane-/, "", $1); print "streams", $7, $1 }
  $2 ~ /^(engine|standby)$/ && $18 !~ /^MAINT/ && sub(/^engine-/, "", $1) { print "slots", $7, $1 }'`,
});

/** The lanes of the release that serves. */
export const knownLanesQuestion = ({ current }: Layout) => ({
  name: "known-lanes",
  script: `sed -n '${KNOWN_LANES}' '${current}/haproxy.cfg' | head -n 1`,
});

export const parseKnownLanes = ({ stdout }: Answer): readonly string[] | undefined =>
  stdout.trim() === "" ? undefined : stdout.trim().split(" ");

/** `map HEX PATH`, `streams NUMBER LANE` and `slots NUMBER ENGINE` per line; absent when no map of ours is known to the proxy. */
export function parseAdmitted({ stdout }: Answer): AdmittedFact | undefined {
  const maps = Object.fromEntries(
    [...stdout.matchAll(/^map ([0-9a-f]{64}) (\/.+)$/gm)].map(([, hex = "", path = ""]) => [path, hex]),
  );
  const counts = (noun: string): Readonly<Record<string, number>> =>
    Object.fromEntries(
      [...stdout.matchAll(new RegExp(`^${noun} (\\d+) (\\S+)$`, "gm"))].map(([, count, name = ""]) => [
        name,
        Number(count),
      ]),
    );
  const known = Object.keys(maps).length > 0;
  return known ? { maps, streams: counts("streams"), slots: counts("slots") } : undefined;
}
