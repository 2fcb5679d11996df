import type { HostFacts } from "../model/facts.ts";
import { closesDoors } from "./activation-reason.ts";
import { isQualified } from "./qualification.ts";
import { drainSeconds, type HostWish, noop, type Operation, run } from "./wish.ts";

/** Open or closed to requests, as the inventory says. */
export const doors: Operation = (wish, facts) => {
  const { host } = wish;
  const closes = host.state === "drained";
  const words = { operation: "drain", subject: host.id };
  if (closes && facts.drained && facts.held) return [noop("drain", host.id, `drained: ${host.because}`)];
  if (closes) {
    const why = `the inventory drains it: ${host.because}`;
    return [
      run({ ...words, why }, "hold", why),
      run({ ...words, why }, "drain", drainSeconds(wish), ...wish.ladderKeys),
    ];
  }
  if (!isClosed(wish, facts)) return [noop("undrain", host.id, "the host takes requests")];
  return [run({ operation: "undrain", subject: host.id, why: "the inventory lets it serve" }, "undrain")];
};

/** True when the doors are closed, or what the plan does before closes them. */
const isClosed = (wish: HostWish, facts: HostFacts): boolean =>
  facts.drained || !isQualified(wish, facts) || closesDoors(wish, facts);
