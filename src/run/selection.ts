import { select } from "../inventory/selector.ts";
import { EXIT, Failure } from "../model/failure.ts";
import type { Host } from "../model/pool.ts";

/** The hosts a person named with `--on`; all of them without it. Throws `selector-unknown` (exit 64). */
export function selected(hosts: readonly Host[], selector: string | undefined): readonly Host[] {
  const selection = select(selector ?? "*", hosts);
  if (selection.kind === "ok") return selection.hosts;
  throw new Failure({
    code: "selector-unknown",
    subject: `--on ${selector}`,
    saw: `found ${selection.found}, wanted ${selection.wanted}`,
    hint: selection.todo,
    exit: EXIT.usage,
  });
}
