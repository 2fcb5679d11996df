import { EXIT, Failure } from "../src/model/failure.ts";
import { type BackendWish, backendWish } from "./backend-wish.ts";
import { ROLLOUT_RESOURCES, type RolloutResource } from "./constructs/rollout-resource.ts";

/** What a stack is told beside the pool itself; all of it comes from the context of `cdktf.json`. */
export interface StackOptions {
  readonly rolloutResource: RolloutResource;
  readonly backend: BackendWish;
  /** Inventory directory, absolute or relative to the project's root. */
  readonly inventory: string;
  /** From the directory Terraform runs in (`cdktf.out/stacks/<pool>`) to the project's root. */
  readonly root: string;
}

/** Reads the context. Throws `Failure` when a value is none that a stack knows. */
export function stackOptions(
  context: Readonly<Record<string, unknown>>,
  place: Pick<StackOptions, "inventory" | "root">,
): StackOptions {
  return {
    ...place,
    rolloutResource: rolloutResourceOf(context["rolloutResource"] ?? "terraform_data"),
    backend: backendWish(context["backend"] ?? { kind: "local" }),
  };
}

function rolloutResourceOf(value: unknown): RolloutResource {
  const known = ROLLOUT_RESOURCES.find((kind) => kind === value);
  if (known !== undefined) return known;
  throw new Failure({
    code: "resource-unknown",
    subject: "cdktf.json context.rolloutResource",
    saw: `${JSON.stringify(value)} is no resource a rollout can be`,
    hint: `write one of ${ROLLOUT_RESOURCES.join(", ")}`,
    exit: EXIT.usage,
  });
}
