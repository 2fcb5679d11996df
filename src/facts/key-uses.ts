import { KEY_MEMORY } from "../model/lane.ts";
import type { Layout } from "../model/layout.ts";
import type { Answer } from "./fact.ts";

/** What the proxy of one host remembers of its keys: ids only, it never had the key itself. */
export interface KeyUses {
  /** Seconds since the proxy started: it remembers nothing from before. */
  readonly uptime: number;
  readonly keys: readonly KeyUse[];
}

/** A key that asked for tokens since the proxy started, let through or not. */
export interface KeyUse {
  readonly lane: string;
  readonly id: string;
  /** Seconds since its last request began or ended; 0 while one runs. */
  readonly ago: number;
  readonly requests: number;
}

/** Asks the stats socket for the table that holds how many streams each key has. */
export const keyUsesQuestion = ({ proxySocket }: Layout) => ({
  name: "key-uses",
  script: String.raw`[ -S '${proxySocket}' ] || exit 1
ask() { printf '%s\n' "$1" | within 5 nc -U '${proxySocket}'; }
ask 'show info' | grep '^Uptime_sec:'
ask 'show table key-streams'`,
});

/**
 * `exp` is how many milliseconds an entry has left of `KEY_MEMORY`, and starts anew with each use. Absent when no proxy
 * answers.
 */
export function parseKeyUses({ stdout }: Answer): KeyUses | undefined {
  const uptime = /^Uptime_sec: (\d+)$/m.exec(stdout)?.[1];
  if (uptime === undefined) return undefined;
  const entries = stdout.matchAll(
    /^0x\w+: key=([^:\s]+):(\S+) .*?exp=(\d+) .*?conn_cur=(\d+) http_req_cnt=(\d+)/gm,
  );
  const keys = [...entries].map(([, lane = "", id = "", left, running, requests]) => ({
    lane,
    id,
    ago: Number(running) > 0 ? 0 : Math.max(0, Math.round((KEY_MEMORY - Number(left)) / 1000)),
    requests: Number(requests),
  }));
  return { uptime: Number(uptime), keys };
}
