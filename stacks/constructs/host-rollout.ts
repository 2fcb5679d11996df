import { TerraformOutput, type TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { PoolId } from "../../src/model/pool.ts";
import type { HostSpec } from "../../src/model/spec.ts";
import type { StackOptions } from "../stack-options.ts";
import { espalierCommand, inventoryEnvironment } from "./espalier-command.ts";
import { literal, literals } from "./literal.ts";
import { member } from "./member.ts";
import { rolloutResource } from "./rollout-resource.ts";
import { TerraformData } from "./terraform-data.ts";

export interface HostRolloutConfig {
  readonly pool: PoolId;
  readonly spec: HostSpec;
  /** The rollouts of the wave before; this one starts when all of them are done. */
  readonly after: readonly TerraformResource[];
  readonly options: StackOptions;
}

/** One host: its membership, the resource whose replacement rolls it out, its record, and the output that shows it. */
export class HostRollout extends Construct {
  readonly resource: TerraformResource;

  constructor(scope: Construct, config: HostRolloutConfig) {
    super(scope, config.spec.host);
    this.resource = rollout(this, config);
    output(this, config, record(this, config, addressOf(this.resource)));
  }
}

const addressOf = (resource: TerraformResource): string =>
  `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;

/** Relative to the project's root; `id` is Terraform's name for one rollout of the host. */
const recordPath = ({ pool, spec }: HostRolloutConfig, id: string): string =>
  `reports/${pool}/records/${spec.host}-\${${id}}.json`;

function rollout(scope: Construct, config: HostRolloutConfig): TerraformResource {
  const { pool, spec, after, options } = config;
  const resource = rolloutResource(options.rolloutResource)(scope, "rollout", {
    triggers: { ...literals(spec.pins), spec: spec.digest, admission: spec.admission },
    dependsOn: [...after, member(scope, spec.host)],
    lifecycle: { createBeforeDestroy: true },
    provisioners: [
      espalierCommand({
        argv: ["apply", pool, "--on", spec.host, "--from-stack"],
        root: options.root,
        environment: {
          ...inventoryEnvironment(options.inventory),
          ESPALIER_SPEC: spec.digest,
          ESPALIER_RECORD: recordPath(config, "self.id"),
        },
      }),
    ],
  });
  resource.overrideLogicalId(spec.host);
  return resource;
}

/**
 * The record that the rollout wrote, copied into state: read once after each rollout, kept when the file is
 * gone. Created before the old copy is destroyed, so that a rollout that fails leaves the last good one.
 */
function record(scope: Construct, config: HostRolloutConfig, host: string): string {
  const path = `\${path.root}/${literal(config.options.root)}/${recordPath(config, `${host}.id`)}`;
  const data = new TerraformData(scope, "record", {
    input: `\${try(jsondecode(file("${path}")), null)}`,
    lifecycle: { createBeforeDestroy: true, ignoreChanges: ["input"], replaceTriggeredBy: [host] },
  });
  data.overrideLogicalId(`record_${config.spec.host}`);
  return addressOf(data);
}

/** What a record that cannot be read is shown as: a host without evidence is unproven. */
const ABSENT = { verdict: '"unproven"', spec: "null", ladderRevision: "null", report: "null" };

function output(scope: Construct, { spec }: HostRolloutConfig, kept: string): void {
  const fields = Object.entries(ABSENT).map(([name, absent]) => [
    name,
    `\${try(${kept}.output.${name}, ${absent})}`,
  ]);
  new TerraformOutput(scope, "output", {
    description: `${spec.host}: verdict, spec digest, ladder revision and report of its last rollout`,
    value: Object.fromEntries(fields),
  }).overrideLogicalId(spec.host);
}
