import type { HostFacts } from "../../model/facts.ts";
import { Failure } from "../../model/failure.ts";
import type { Step } from "../../model/step.ts";
import { type HostWish, noop } from "../wish.ts";
import { heldModels } from "./held-models.ts";
import { letGoSteps, retireSteps } from "./retirement.ts";

/** Takes away what nobody wants, by a person's word, whatever `supply.retire` says. Throws `holdings-unreadable`. */
export function retireByHand(wish: HostWish, facts: HostFacts): readonly Step[] {
  const models = heldModels(wish, facts);
  if (models === undefined) throw unreadable(wish.host.id);
  const steps = [...letGoSteps(wish, facts, models), ...retireSteps(wish, facts, models)];
  return steps.length > 0 ? steps : [noop("model", wish.host.id, "every model on its disk is wanted")];
}

/** What is wanted cannot be told, so nothing may go. */
export const unreadable = (host: string): Failure =>
  new Failure({
    code: "holdings-unreadable",
    subject: host,
    saw: "the manifests on its disk, or the release.json of a release it can go back to, could not be read",
    hint: "run `espalier apply`, which puts back the files of the release; nothing was taken away",
  });
