// The rollout of one pool: one resource for each host, wave after wave, and for each gateway after them. Nothing more is decided here.
import { provider as nullProvider } from "@cdktf/provider-null";
import { type TerraformResource, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Rename } from "../src/inventory/renames.ts";
import type { Pool } from "../src/model/pool.ts";
import type { HostSpec } from "../src/model/spec.ts";
import { specsByWave, type WaveOfHosts } from "../src/rollout/specs-by-wave.ts";
import { backendSettings } from "./backend-settings.ts";
import { GatewayRollout } from "./constructs/gateway-rollout.ts";
import { HostRollout } from "./constructs/host-rollout.ts";
import { movedMember } from "./constructs/member.ts";
import { retiredHosts } from "./constructs/retired-hosts.ts";
import { StateBackend } from "./constructs/state-backend.ts";
import { TerraformData } from "./constructs/terraform-data.ts";
import type { StackOptions } from "./stack-options.ts";

/** `removed` blocks with provisioners need 1.9, S3 lock files 1.10. */
const TERRAFORM = ">= 1.10";

/** Terraform names it when it refuses to destroy the stack: the name says why. */
const GUARD = "hosts_are_retired_not_destroyed";

export interface PoolStackConfig {
  readonly pool: Pool;
  readonly specs: readonly HostSpec[];
  readonly waves: readonly WaveOfHosts[];
  /** Hosts that state knows by an earlier name, in this order. */
  readonly renames: readonly Rename[];
  /** Specs of the gateways, in the order in which they are changed. */
  readonly gateways: readonly HostSpec[];
  readonly options: StackOptions;
}

export class PoolStack extends TerraformStack {
  constructor(scope: Construct, { pool, specs, waves, renames, gateways, options }: PoolStackConfig) {
    super(scope, pool.id);
    new StateBackend(this, options.backend.kind, backendSettings(pool.id, options));
    if (options.rolloutResource === "null_resource") new nullProvider.NullProvider(this, "null");

    let after: readonly TerraformResource[] = [];
    for (const wave of specsByWave(pool, specs, waves)) {
      after = wave.map((spec) => new HostRollout(this, { pool: pool.id, spec, after, options }).resource);
    }

    for (const spec of gateways)
      after = [new GatewayRollout(this, { pool: pool.id, spec, after, options }).resource];

    new TerraformData(this, "guard", {
      input: "retire hosts: to destroy the stack would forget them and clean none",
      lifecycle: { preventDestroy: true },
    }).overrideLogicalId(GUARD);

    this.addOverride("terraform.required_version", TERRAFORM);
    if (renames.length > 0) this.addOverride("moved", renames.map(movedMember));
    if (pool.retired.length > 0) this.addOverride("removed", retiredHosts(pool.id, pool.retired, options));
  }
}
