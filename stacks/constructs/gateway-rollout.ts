import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { PoolId } from "../../src/model/pool.ts";
import type { HostSpec } from "../../src/model/spec.ts";
import type { StackOptions } from "../stack-options.ts";
import { espalierCommand, inventoryEnvironment } from "./espalier-command.ts";
import { literals } from "./literal.ts";
import { rolloutResource } from "./rollout-resource.ts";

export interface GatewayRolloutConfig {
  readonly pool: PoolId;
  readonly spec: HostSpec;
  /** The last wave of hosts, or the gateway before: they change one after the other, so that one always serves. */
  readonly after: readonly TerraformResource[];
  readonly options: StackOptions;
}

/** One gateway: the resource whose replacement changes it. It is judged by itself, so state keeps no record of it. */
export class GatewayRollout extends Construct {
  readonly resource: TerraformResource;

  constructor(scope: Construct, { pool, spec, after, options }: GatewayRolloutConfig) {
    super(scope, spec.host);
    this.resource = rolloutResource(options.rolloutResource)(this, "rollout", {
      triggers: { ...literals(spec.pins), spec: spec.digest, admission: spec.admission },
      dependsOn: [...after],
      lifecycle: { createBeforeDestroy: true },
      provisioners: [
        espalierCommand({
          argv: ["apply", pool, "--on", spec.host, "--from-stack"],
          root: options.root,
          environment: { ...inventoryEnvironment(options.inventory), ESPALIER_SPEC: spec.digest },
        }),
      ],
    });
    this.resource.overrideLogicalId(spec.host);
  }
}
