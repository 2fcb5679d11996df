import type { Climb } from "../../model/sample.ts";
import type { Doubt } from "./instrument.ts";

/** The server is the one that was climbed before: the same program, the same model, as many slots. */
export const identity: Doubt = (climb, rung) => [...restarted(climb, rung), ...changed(climb, rung)];

/** Another program answers than the one that ran before the load, or none that can be seen. */
function restarted({ signals }: Climb, rung: number): readonly string[] {
  const seen = [...signals].sort((a, b) => a.at - b.at);
  const first = seen.find(({ enginePid }) => enginePid !== undefined)?.enginePid;
  if (first === undefined) return [];
  const here = seen.filter((signal) => signal.rung === rung);
  const other = here.find(({ enginePid }) => enginePid !== undefined && enginePid !== first)?.enginePid;
  if (other !== undefined) return [`the engine was restarted by rung ${rung}: pid ${first} became ${other}`];
  const isGone = here.length > 0 && here.every(({ enginePid }) => enginePid === undefined);
  return isGone ? [`the engine (pid ${first}) no longer ran at rung ${rung}`] : [];
}

/** What it said of itself at the first rung that it said anything. */
function changed({ doubts }: Climb, rung: number): readonly string[] {
  const told = doubts.filter(({ lap }) => lap === undefined);
  const first = told.find(({ served }) => served !== undefined);
  const now = told.find((one) => one.rung === rung)?.served;
  if (first?.served === undefined || now === undefined) return [];
  const was = new Map(Object.entries(first.served));
  return Object.entries(now).flatMap(([name, is]) => {
    const before = was.get(name);
    return before === undefined || before === is
      ? []
      : [`the server changed by rung ${rung}: ${name} was ${before} and is ${is}`];
  });
}
