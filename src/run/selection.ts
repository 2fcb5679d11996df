import { select } from "../inventory/selector.ts";
import { EXIT, Failure } from "../model/failure.ts";
import type { Host } from "../model/pool.ts";
import type { Stage, StagedGateway } from "./stage.ts";

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

/** The one host that a selector names. Throws `selector-ambiguous` for several, and `selector-unknown` (both exit 64). */
export function onlyOne(hosts: readonly Host[], selector: string): Host {
  const [host, ...more] = selected(hosts, selector);
  if (host !== undefined && more.length === 0) return host;
  throw new Failure({
    code: "selector-ambiguous",
    subject: selector,
    saw: `it names ${more.length + 1} hosts: ${[host, ...more].map((one) => one?.id).join(", ")}`,
    hint: "name exactly one host",
    exit: EXIT.usage,
  });
}

/** What a person named with `--on`: hosts by a selector, or one gateway by its name; all of both without it. */
export function chosen(
  { pool, gateways }: Stage,
  on: string | undefined,
): { readonly hosts: readonly Host[]; readonly gateways: readonly StagedGateway[] } {
  const alone = gateways.filter(({ source }) => source.member.id === on);
  if (alone.length > 0) return { hosts: [], gateways: alone };
  return { hosts: selected(pool.hosts, on), gateways: on === undefined || on === "*" ? gateways : [] };
}
