import { engineLabel } from "../../model/layout.ts";
import type { Step } from "../../model/step.ts";
import type { Restart } from "../launchd.ts";
import type { HostEngine } from "../ports.ts";
import { releaseDirectory } from "../release.ts";
import { type HostWish, run } from "../wish.ts";

/** The new engines start and load beside those that serve, whose doors stay open. */
export const standInSteps = (
  wish: HostWish,
  standbys: readonly HostEngine[],
  again: readonly Restart[],
): readonly Step[] =>
  standbys.flatMap(({ engine: { name }, job }) => {
    const label = engineLabel(job);
    const why = again.find(({ engine }) => engine === name)?.why ?? "";
    const directory = releaseDirectory(wish);
    const words = { operation: "standby", subject: label, why: `beside the one that serves: ${why}` };
    return [
      run(words, "start_standby", directory, label),
      run({ ...words, operation: "health", subject: job }, "await_engine", directory, name, job),
    ];
  });

/** From then on requests go to them. */
export function switchSteps(standbys: readonly HostEngine[]): readonly Step[] {
  if (standbys.length === 0) return [];
  const names = standbys.map(({ engine }) => engine.name);
  const why = "it is loaded; the old engine keeps its place until the release has passed";
  return [
    run(
      { operation: "standby", subject: `serves for ${names.join(", ")}`, why },
      "serve_by_standby",
      ...names,
    ),
  ];
}
