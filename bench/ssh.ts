import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { AT_ONCE } from "../src/run/each-host.ts";
import type { BenchPool } from "./bench-pool.ts";
import type { Call } from "./stopwatch.ts";

const hostBlock = (pool: BenchPool, { id, port }: BenchPool["hosts"][number]): string => `Host ${id}
  HostName 127.0.0.1
  Port ${port}
  HostKeyAlias ${id}
  IdentityFile ${pool.sshKey}
`;

/** Writes what stock OpenSSH must know of the pool: ports, the key, and the pinned host keys. Its ciphers stay stock. */
export function sshConfig(pool: BenchPool): string {
  const known = join(pool.scratch, "known_hosts");
  writeFileSync(known, pool.hosts.map(({ id, hostKey }) => `${id} ${hostKey}\n`).join(""));
  const file = join(pool.scratch, "ssh_config");
  const common = `Host *
  IdentitiesOnly yes
  BatchMode yes
  UserKnownHostsFile ${known}
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
`;
  writeFileSync(file, pool.hosts.map((host) => hostBlock(pool, host)).join("") + common);
  return file;
}

/** One cold `ssh host true` for every host, as many at once as Espalier connects to. */
export function floor(pool: BenchPool, config: string): Call {
  const ssh = (host: string): readonly string[] => ["ssh", "-F", config, host, "true"];
  const [first = "", ...more] = pool.hosts.map(({ id }) => id);
  if (more.length === 0) return { argv: ssh(first) };
  const file = join(pool.scratch, "hosts");
  writeFileSync(file, `${[first, ...more].join("\n")}\n`);
  return {
    argv: ["sh", "-c", 'xargs -P "$1" -I{} ssh -F "$2" {} true <"$0"', file, String(AT_ONCE), config],
  };
}
