import type { GatewayLoad, OverflowLoad } from "../model/gateway-load.ts";
import type { Layout } from "../model/layout.ts";
import type { Answer } from "./fact.ts";
import { LAST_REQUESTS } from "./proxy-log.ts";

/**
 * Asks the stats socket of a gateway. Columns of `show stat`: 5 running, 8 sessions so far, 16 retries, 17 redispatches, 18
 * state. The backend for long contexts is counted with the one of its group. The last lines of its log follow.
 */
export const gatewayLoadQuestion = ({ proxySocket }: Layout) => ({
  name: "gateway-load",
  script: String.raw`[ -S '${proxySocket}' ] || exit 1
printf 'show stat\n' | within 5 nc -U '${proxySocket}' |
  awk -F, '$2 != "BACKEND" && $1 ~ /^(kept-)?model-/ { split($18, s, " "); sub(/^kept-/, "", $1); print "load", $1, $2, s[1], $5, $8, $16 + $17 }
    $2 != "BACKEND" && $1 ~ /^over:/ { split($1, over, ":"); split($18, s, " "); print "over", over[2], over[3], over[4], s[1], $5, $8 }'
printf '${LAST_REQUESTS}\n' | within 5 nc -U '${proxySocket}'`,
});

/** One for each server, lane and group of the overflow. */
export const parseOverflowLoad = ({ stdout }: Answer): readonly OverflowLoad[] =>
  [...stdout.matchAll(/^over (\S+) (\S+) (\S+) (\S+) (\d+) (\d+)$/gm)].map(
    ([, upstream = "", lane = "", group = "", state, outstanding, requests]) => ({
      upstream,
      lane,
      group,
      isUp: state === "UP",
      outstanding: Number(outstanding),
      requests: Number(requests),
    }),
  );

/** One for each host of each group; absent when no gateway answers. */
export function parseGatewayLoad({ stdout }: Answer): readonly GatewayLoad[] | undefined {
  const found = new Map<string, GatewayLoad>();
  const lines = stdout.matchAll(/^load (\S+) (\S+) (\S+) (\d+) (\d+) (\d+)$/gm);
  for (const [, group = "", host = "", state, ...numbers] of lines) {
    const [outstanding = 0, requests = 0, again = 0] = numbers.map(Number);
    const before = found.get(`${group} ${host}`);
    found.set(`${group} ${host}`, {
      group,
      host,
      isUp: state === "UP",
      outstanding: outstanding + (before?.outstanding ?? 0),
      requests: requests + (before?.requests ?? 0),
      again: again + (before?.again ?? 0),
    });
  }
  return found.size === 0 ? undefined : [...found.values()];
}
