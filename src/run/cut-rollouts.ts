import { type Held, type TerraformCall, terraformTaint } from "../connectors/terraform.ts";
import type { HostId } from "../model/pool.ts";

/** A host whose rollout state takes for done, though nothing was recorded of it. */
export interface CutRollout {
  readonly host: HostId;
  readonly address: string;
}

/**
 * Terraform writes a resource to state before its provisioner has ended, when its last write was more than 20 s ago: killed
 * then, it takes the rollout for done. The record of a rollout comes into state after it, so it tells: its spec is another one.
 */
function cutRollouts({ resources, outputs }: Held, hosts: readonly HostId[]): readonly CutRollout[] {
  const recorded = (host: HostId): unknown =>
    (outputs[host] as { readonly spec?: unknown } | undefined)?.spec;
  return hosts.flatMap((host) => {
    const found = resources.find(({ address }) => address.slice(address.indexOf(".") + 1) === host);
    if (found === undefined || found.isTainted || found.triggers["spec"] === recorded(host)) return [];
    return [{ host, address: found.address }];
  });
}

/** Has those rolled out again that were cut short; resolves with them. */
export async function takeUpCut(
  call: TerraformCall,
  held: Held,
  hosts: readonly HostId[],
): Promise<readonly CutRollout[]> {
  const cut = cutRollouts(held, hosts);
  for (const { address } of cut) await terraformTaint(call, address);
  return cut;
}
