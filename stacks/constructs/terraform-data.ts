import { type TerraformMetaArguments, TerraformResource } from "cdktf";
import type { Construct } from "constructs";

export interface TerraformDataConfig extends TerraformMetaArguments {
  /** Kept in state and given back as `output`. */
  readonly input?: unknown;
  /** A change here replaces the resource, and only a replacement runs its provisioners. */
  readonly triggersReplace?: Readonly<Record<string, string>>;
}

/**
 * `terraform_data`, which is built into Terraform: no provider is downloaded.
 * The library's own `DataResource` runs `terraform version` once for each resource; this one never does.
 */
export class TerraformData extends TerraformResource {
  readonly #config: TerraformDataConfig;

  constructor(scope: Construct, id: string, config: TerraformDataConfig) {
    super(scope, id, { ...config, terraformResourceType: "terraform_data" });
    this.#config = config;
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { input: this.#config.input, triggers_replace: this.#config.triggersReplace };
  }
}
