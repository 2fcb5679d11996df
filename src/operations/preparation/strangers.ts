import type { Step } from "../../model/step.ts";
import { hand, noop, type Operation, run } from "../wish.ts";

/**
 * Where root may not touch an app over SSH. nix-darwin (modules/system/applications.nix) was refused writes inside of one;
 * whether a move is refused, too, is asked by `conform`.
 */
const ALLOW =
  "turn on System Settings > General > Sharing > Remote Login > Allow full disk access for remote users, and apply again; or move it to the bin at the Mac";

/** Model servers of others, which would take the port or end ours: their jobs end, their files are put aside. */
export const strangers: Operation = ({ host }, { preparation }) => {
  const { strangers: found, unmoved } = preparation;
  if (found.length === 0) return [noop("strangers", host.id, "no other Ollama is installed")];
  return found.flatMap((stranger) => {
    if (!stranger.startsWith("/")) return [ended(stranger)];
    return unmoved.includes(stranger) ? [putAside(stranger), allowed(stranger)] : [putAside(stranger)];
  });
};

function putAside(path: string): Step {
  const why = "at its start it would end every other Ollama, or take its port";
  return run({ operation: "strangers", subject: path, why }, "set_aside", path);
}

const allowed = (path: string): Step =>
  hand(
    { operation: "strangers", subject: path, why: "macOS did not let us move it (App Management)" },
    ALLOW,
  );

function ended(job: string): Step {
  const why = "it serves beside ours, and starts again whenever it ends";
  return run({ operation: "strangers", subject: job, why }, "boot_out", job);
}
