import type { Plan, Step } from "../../model/step.ts";
import { counted } from "../words.ts";
import { columns } from "./columns.ts";

/** `+` writes, `↑` sends, `!` runs, `✎` signs, `?` asks the gate, `☛` needs hands, `=` is there already. */
const SYMBOL: Readonly<Record<Step["kind"], string>> = {
  put: "+",
  push: "↑",
  run: "!",
  sign: "✎",
  climb: "?",
  hand: "☛",
  noop: "=",
};

/** Why, and for hands also what to do. */
const reason = (step: Step): string => (step.kind === "hand" ? `${step.why}; ${step.todo}` : step.why);

const isDeed = ({ kind }: Step): boolean => kind !== "noop";

function summary({ host, steps }: Plan): string {
  const deeds = steps.filter(isDeed).length;
  const rest = steps.length - deeds;
  return deeds === 0
    ? `${host}: nothing to do, ${rest} as wished`
    : `${host}: ${counted(deeds, "step")}, ${rest} as wished`;
}

const hostText = (plan: Plan): string =>
  [
    summary(plan),
    ...columns(
      plan.steps.map((step) => [`  ${SYMBOL[step.kind]}`, step.operation, step.subject, reason(step)]),
    ),
  ].join("\n");

function total(plans: readonly Plan[]): string {
  if (plans.length === 0) return "No host could be planned.";
  const deeds = plans.flatMap(({ steps }) => steps.filter(isDeed)).length;
  const hands = plans.some(({ steps }) => steps.some(({ kind }) => kind === "hand")) ? "☛ needs hands  " : "";
  const hosts = plans.filter(({ steps }) => steps.some(isDeed)).length;
  if (deeds === 0) return `Nothing to do on ${counted(plans.length, "host")}.`;
  return `${counted(deeds, "step")} on ${hosts} of ${counted(plans.length, "host")}.  + write  ↑ send  ! run  ✎ sign  ? prove  ${hands}= as wished`;
}

/** Every step of every host with its reason; those with nothing to do say why, too. */
export const renderPlan = (plans: readonly Plan[]): string =>
  [...plans.map(hostText), total(plans)].join("\n\n");

/** The plan for programs: what and why, without the bodies of files. */
export const planJson = (plans: readonly Plan[]) =>
  plans.map(({ host, steps, cordon }) => ({
    host,
    ...(cordon !== undefined && { cordon }),
    steps: steps.map((step) => ({
      kind: step.kind,
      operation: step.operation,
      subject: step.subject,
      why: step.why,
      ...(step.kind === "hand" && { todo: step.todo }),
    })),
  }));
