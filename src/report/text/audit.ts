import type { HostAudit } from "../../model/audit.ts";

/** A host per block; the fields that differ, or all of them, with what was wanted and what was seen. */
export const renderAudit = (hosts: readonly HostAudit[], all: boolean): string =>
  hosts.map((host) => block(host, all)).join("\n\n");

function block({ host, lines, failure }: HostAudit, all: boolean): string {
  if (failure !== undefined) return `✗ ${host}  not audited\n    ${failure}`;
  const differing = lines.filter(({ agrees }) => !agrees);
  const verdict =
    differing.length === 0 ? "as pinned" : `${differing.length} of ${lines.length} fields differ`;
  const shown = (all ? lines : differing).map(
    ({ field, wanted, saw, agrees }) => `    ${agrees ? "=" : "≠"} ${field}: wanted ${wanted}, saw ${saw}`,
  );
  return [
    `${differing.length === 0 ? "✓" : "≠"} ${host}  ${verdict} (${lines.length} fields)`,
    ...shown,
  ].join("\n");
}
