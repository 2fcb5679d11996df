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

/** What the surroundings say: an inventory here goes before that of the context. */
export interface StackPlace {
  readonly root: string;
  readonly inventory?: string | undefined;
}

/** Reads the context. Throws `Failure` when a value is none that a stack knows. */
export function stackOptions(
  context: Readonly<Record<string, unknown>>,
  { root, inventory }: StackPlace,
): StackOptions {
  return {
    root,
    inventory: inventory ?? inventoryOf(context["inventory"] ?? "inventory"),
    rolloutResource: rolloutResourceOf(context["rolloutResource"] ?? "terraform_data"),
    backend: backendWish(context["backend"] ?? { kind: "local" }),
  };
}

const refused = (key: string, saw: string, hint: string): Failure =>
  new Failure({ code: "context-refused", subject: `cdktf.json context.${key}`, saw, hint, exit: EXIT.usage });

function rolloutResourceOf(value: unknown): RolloutResource {
  const known = ROLLOUT_RESOURCES.find((kind) => kind === value);
  if (known !== undefined) return known;
  const saw = `${JSON.stringify(value)} is no resource a rollout can be`;
  throw refused("rolloutResource", saw, `write one of ${ROLLOUT_RESOURCES.join(", ")}`);
}

function inventoryOf(value: unknown): string {
  if (typeof value === "string" && value !== "") return value;
  throw refused("inventory", `${JSON.stringify(value)} is no directory`, 'write "inventory"');
}
