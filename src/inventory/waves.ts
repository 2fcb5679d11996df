import type { Host } from "../model/pool.ts";
import { type Selectable, select } from "./selector.ts";

/** A wave with the hosts that fell to it. */
export interface AssignedWave<H extends Selectable = Host> {
  readonly name: string;
  readonly hosts: readonly H[];
}

/** Gives each host to the first wave that names it. A selector that cannot be followed takes none. */
export function assigned<H extends Selectable>(
  waves: readonly { readonly name: string; readonly hosts: string }[],
  hosts: readonly H[],
): readonly AssignedWave<H>[] {
  const taken = new Set<string>();
  return waves.map(({ name, hosts: selector }) => {
    const selection = select(selector, hosts);
    const fresh = selection.kind === "ok" ? selection.hosts.filter((host) => !taken.has(host.id)) : [];
    for (const host of fresh) taken.add(host.id);
    return { name, hosts: fresh };
  });
}
