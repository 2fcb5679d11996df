import { parseRule } from "./rule.ts";

/** The rungs that rules speak of: a climb without one of them could not be judged. */
export const namedRungs = (rules: readonly string[]): readonly number[] =>
  rules.flatMap((text) => {
    const reading = parseRule(text);
    const rung = reading.kind === "ok" ? reading.rule.rung : undefined;
    return rung === undefined ? [] : [rung];
  });

/** The least ladder that every rule can be held against: its first rung and those that rules name, else its last. */
export function reducedRungs(rungs: readonly number[], rules: readonly string[]): readonly number[] {
  const named = namedRungs(rules);
  const wanted = named.length > 0 ? named : rungs.slice(-1);
  return rungs.filter((rung, index) => index === 0 || wanted.includes(rung));
}
