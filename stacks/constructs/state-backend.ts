import { TerraformBackend, type TerraformRemoteState } from "cdktf";
import type { Construct } from "constructs";
import type { BackendKindName } from "../backend-kinds.ts";

/**
 * A Terraform backend by its own names and nothing else. The library's classes want connection strings and
 * tokens as arguments and write them to disk; here they can only come from the environment.
 */
export class StateBackend extends TerraformBackend {
  readonly #settings: Readonly<Record<string, unknown>>;

  constructor(scope: Construct, kind: BackendKindName, settings: Readonly<Record<string, unknown>>) {
    super(scope, "backend", kind);
    this.#settings = settings;
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return this.#settings;
  }

  /** Pools share nothing, so no stack reads another's state. */
  override getRemoteStateDataSource(): TerraformRemoteState {
    throw new TypeError("a pool's stack refers to no other stack");
  }
}
