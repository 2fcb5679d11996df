import { isGood } from "./launchd.ts";
import { dueClimb } from "./qualification.ts";
import { releaseDirectory } from "./release.ts";
import { climb, noop, type Operation, run } from "./wish.ts";

/** The gate: a release that has not passed it on this host, or under other conditions, climbs the ladder. */
export const qualification: Operation = (wish, facts) => {
  const due = dueClimb(wish, facts);
  const subject = `${due?.extent === "reduced" ? "reduced, " : ""}rungs ${(due?.rungs ?? wish.pool.ladder.rungs).join(", ")}`;
  if (due === undefined) return [noop("ladder", subject, "this release has passed its gate on this host")];
  const link = { operation: "release", subject: "good", why: "the gate has passed" };
  const { layout } = wish;
  const before = facts.good === undefined || isGood(wish, facts) ? [] : [facts.good];
  return [
    climb({ operation: "ladder", subject, why: due.why }, due),
    ...before.map((good) =>
      run({ ...link, subject: "previous" }, "link_to", `${layout.poolReleases}/${good}`, layout.previous),
    ),
    run(link, "link_to", releaseDirectory(wish), layout.good),
  ];
};
