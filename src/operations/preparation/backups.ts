import type { BackupFacts } from "../../model/preparation.ts";
import type { Step } from "../../model/step.ts";
import { type HostWish, hand, noop, type Operation, run } from "../wish.ts";

/** Time Machine copies neither weights nor releases, and does not start by itself. */
export const backups: Operation = (wish, { preparation }) => {
  const found = preparation.backups ?? { excluded: false, automatic: "closed" };
  const steps = [...exclusion(wish, found), ...schedule(wish, found)];
  if (steps.length > 0) return steps;
  return [noop("backups", wish.layout.home, "Time Machine passes over it and does not start by itself")];
};

/** Sticky, as an attribute of the folder: a fixed path would need Full Disk Access. */
function exclusion({ layout }: HostWish, { excluded }: BackupFacts): readonly Step[] {
  if (excluded) return [];
  const words = { operation: "backups", subject: layout.home, why: "Time Machine would copy it" };
  return [run(words, "exclude_from_backups", layout.home)];
}

function schedule({ host }: HostWish, { automatic, destinations }: BackupFacts): readonly Step[] {
  const words = { operation: "backups", subject: host.id };
  if (automatic === "off" || destinations === 0) return [];
  if (automatic === "on") return [run({ ...words, why: "Time Machine starts by itself" }, "stop_backups")];
  const why = "macOS does not let this session read Time Machine's settings, and there may be a destination";
  return [hand({ ...words, why }, FULL_DISK_ACCESS)];
}

const FULL_DISK_ACCESS =
  "allow full disk access for remote users in System Settings > General > Sharing > Remote Login, or turn Time Machine off there and leave backups alone in the inventory";
