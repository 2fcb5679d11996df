import { runLocal } from "./local.ts";

/** The program on this machine that holds a port. */
export interface Listener {
  readonly pid: number;
  /** As lsof prints its name: `ollama`, `node`. */
  readonly command: string;
  /** True for tunnels, proxies and containers: the engine itself is another program, perhaps on another machine. */
  readonly isForwarder: boolean;
}

const FORWARDERS =
  /^(ssh|autossh|socat|kubectl|haproxy|nginx|caddy|envoy|traefik|cloudflared|tailscale|docker|com\.docke|limactl|gvproxy|rootlessp|conmon)/;

/** Who listens on a TCP port here; `undefined` when it cannot be told, or when several programs do. */
export async function listenerOf(port: number): Promise<Listener | undefined> {
  const ran = await runLocal(["lsof", "-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"]).catch(() => undefined);
  const found = [...(ran?.stdout ?? "").matchAll(/^p(\d+)\nc(.*)$/gm)];
  const [, pid, command = ""] = found[0] ?? [];
  if (pid === undefined || found.length > 1) return undefined;
  return { pid: Number(pid), command, isForwarder: FORWARDERS.test(command) };
}
