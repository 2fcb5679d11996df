import type { Step } from "../../model/step.ts";
import { noop, type Operation, run } from "../wish.ts";

/** Model servers of others, which would take the port or end ours: their jobs end, their files are put aside. */
export const strangers: Operation = ({ host }, { preparation }) => {
  if (preparation.strangers.length === 0) return [noop("strangers", host.id, "no other Ollama is installed")];
  return preparation.strangers.map((stranger) =>
    stranger.startsWith("/") ? putAside(stranger) : ended(stranger),
  );
};

function putAside(path: string): Step {
  const why = "at its start it would end every other Ollama, or take its port";
  return run({ operation: "strangers", subject: path, why }, "set_aside", path);
}

function ended(job: string): Step {
  const why = "it serves beside ours, and starts again whenever it ends";
  return run({ operation: "strangers", subject: job, why }, "boot_out", job);
}
