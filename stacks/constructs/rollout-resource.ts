import { resource as nullResource } from "@cdktf/provider-null";
import type { TerraformMetaArguments, TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { TerraformData } from "./terraform-data.ts";

/** Which resource stands for a host in state; the graph is the same under both. */
export const ROLLOUT_RESOURCES = ["terraform_data", "null_resource"] as const;
export type RolloutResource = (typeof ROLLOUT_RESOURCES)[number];

export interface RolloutConfig extends TerraformMetaArguments {
  /** A change here replaces the resource, which runs the rollout of its host. */
  readonly triggers: Record<string, string>;
}

type Brick = (scope: Construct, id: string, config: RolloutConfig) => TerraformResource;

const BRICKS: Readonly<Record<RolloutResource, Brick>> = {
  terraform_data: (scope, id, { triggers, ...meta }) =>
    new TerraformData(scope, id, { ...meta, triggersReplace: triggers }),
  null_resource: (scope, id, config) => new nullResource.Resource(scope, id, config),
};

/** The resource of the wanted kind. */
export const rolloutResource = (kind: RolloutResource): Brick => BRICKS[kind];
