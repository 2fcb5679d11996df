import { noop, type Operation, run } from "../wish.ts";

/** Jobs of ours that a person at the Mac has switched off: they run on until the next start, and then they do not. */
export const jobs: Operation = ({ host }, { preparation }) => {
  if (preparation.disabled.length === 0)
    return [noop("jobs", host.id, "nobody has switched a job of ours off")];
  const why = "it is switched off in Login Items: it would not come up after the next start";
  return preparation.disabled.map((label) =>
    run({ operation: "jobs", subject: label, why }, "enable_job", label),
  );
};
