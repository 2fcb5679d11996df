import type { HostStatus } from "../../model/audit.ts";

const sign = ({ reached, differs }: HostStatus): string => (!reached ? "✗" : differs > 0 ? "≠" : "✓");

/** One line per host. */
export function renderStatus(hosts: readonly HostStatus[]): string {
  const width = Math.max(0, ...hosts.map(({ host }) => host.length));
  return hosts.map((host) => `${sign(host)} ${host.host.padEnd(width)}  ${host.text}`).join("\n");
}
