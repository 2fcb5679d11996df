// What would be done to every host, and why. Nothing is changed.
import { EXIT, type ExitCode } from "../src/model/failure.ts";
import { hasDeeds, type Plan } from "../src/model/step.ts";
import { planGateways } from "../src/run/gateway/look.ts";
import { ladderKey } from "../src/run/ladder-key.ts";
import { type Look, planHosts } from "../src/run/plan.ts";
import { chosen } from "../src/run/selection.ts";
import { hostWish, openFittingStage } from "../src/run/stage.ts";
import type { Workspace } from "../src/store/workspace.ts";

/** What `plan` found: the plans that could be made and the hosts for which none could. */
export interface PlanResult {
  readonly exit: ExitCode;
  readonly plans: readonly Plan[];
  readonly unknown: readonly { readonly host: string; readonly why: string }[];
}

/** Exit 0 when no host differs, 2 when one does, 1 when one could not be asked. */
export async function plan(folders: Workspace, name: string, { on, bytes }: Look): Promise<PlanResult> {
  const stage = await openFittingStage(folders, name);
  const { ids } = await ladderKey(stage.pool, folders.inventory);
  const { hosts, gateways } = chosen(stage, on);
  const wishes = hosts.map((host) => ({ ...hostWish(stage, host, ids), rehash: bytes === true }));
  const found = [...(await planHosts(stage, wishes)), ...(await planGateways(stage, gateways))];
  const plans = found.flatMap((item) => (item.kind === "plan" ? [item.plan] : []));
  const unknown = found.flatMap((item) =>
    item.kind === "unknown"
      ? [{ host: item.host, why: item.error instanceof Error ? item.error.message : String(item.error) }]
      : [],
  );
  const exit = unknown.length > 0 ? EXIT.error : plans.some(hasDeeds) ? EXIT.differs : EXIT.done;
  return { exit, plans, unknown };
}
