import type { Construct } from "constructs";
import type { Rename } from "../../src/inventory/renames.ts";
import type { HostId } from "../../src/model/pool.ts";
import { TerraformData } from "./terraform-data.ts";

const nameOf = (host: string): string => `member_${host}`;

/** Where state keeps the membership of a host. */
export const memberAddress = (host: string): string => `terraform_data.${nameOf(host)}`;

/** A `moved` block: a host that was renamed stays a member; where state knows no host of that name it does nothing. */
export const movedMember = ({ from, to }: Rename) => ({ from: memberAddress(from), to: memberAddress(to) });

/**
 * What state remembers of a host from before its first rollout until it is retired. It has no provisioner and
 * so is never tainted; Terraform runs no destroy provisioner for a tainted resource, and the host
 * that failed its last rollout is just the one that people retire.
 */
export function member(scope: Construct, host: HostId): TerraformData {
  const data = new TerraformData(scope, "member", { input: host });
  data.overrideLogicalId(nameOf(host));
  return data;
}
