import { columns } from "./columns.ts";

/** What `status` knows of one host. */
export interface StatusLine {
  readonly host: string;
  readonly reached: boolean;
  /** Fields that are not as the lock wants them. */
  readonly differs: number;
  readonly text: string;
}

const sign = ({ reached, differs }: StatusLine): string => (reached ? (differs === 0 ? "✓" : "≠") : "✕");

/** One line for each host. */
export const renderStatus = (hosts: readonly StatusLine[]): string =>
  columns(hosts.map((host) => [sign(host), host.host, host.text])).join("\n");
