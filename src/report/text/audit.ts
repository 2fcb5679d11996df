import { counted } from "../words.ts";
import { columns } from "./columns.ts";

/** One field of the lock held against a host. */
export interface AuditedField {
  readonly field: string;
  readonly wanted: string;
  readonly saw: string;
  readonly agrees: boolean;
}

export interface AuditedHost {
  readonly host: string;
  readonly lines: readonly AuditedField[];
  /** Why the host could not be audited. */
  readonly failure?: string;
}

const row = ({ field, wanted, saw, agrees }: AuditedField): readonly string[] => [
  `  ${agrees ? "=" : "≠"}`,
  field,
  agrees ? wanted : `wanted ${wanted}, saw ${saw}`,
];

function hostText({ host, lines, failure }: AuditedHost, all: boolean): string {
  if (failure !== undefined) return `✕ ${host}: not audited: ${failure}`;
  const differ = lines.filter(({ agrees }) => !agrees);
  const fields = counted(lines.length, "field");
  const head =
    differ.length === 0
      ? `✓ ${host}: ${fields} as locked`
      : `≠ ${host}: ${differ.length} of ${fields} not as locked`;
  return [head, ...columns((all ? lines : differ).map(row))].join("\n");
}

/** What differs on each host; with `all` also what agrees. */
export const renderAudit = (hosts: readonly AuditedHost[], all: boolean): string =>
  hosts.map((host) => hostText(host, all)).join("\n");
