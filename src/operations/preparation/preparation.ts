import { gpuFiles } from "../../../templates/host/gpu-memory.ts";
import { logsFiles } from "../../../templates/host/logs.ts";
import { sudoersPath } from "../../../templates/host/sudoers.ts";
import { GPU_LABEL, installedPlist, LOGS_LABEL } from "../../model/layout.ts";
import { PREPARATIONS, type PreparationName } from "../../model/preparation.ts";
import type { Step } from "../../model/step.ts";
import { type HostWish, noop, type Operation } from "../wish.ts";
import { backups } from "./backups.ts";
import { fileVault } from "./file-vault.ts";
import { firewall } from "./firewall.ts";
import { gpuMemory } from "./gpu-memory.ts";
import { jobs } from "./jobs.ts";
import { logs } from "./logs.ts";
import { power } from "./power.ts";
import { spotlight } from "./spotlight.ts";
import { strangers } from "./strangers.ts";
import { sudoers, sudoersFiles } from "./sudoers.ts";
import { updates } from "./updates.ts";

const OPERATIONS: Readonly<Record<PreparationName, Operation>> = {
  power,
  spotlight,
  backups,
  updates,
  strangers,
  fileVault,
  logs,
  jobs,
  sudoers,
  gpuMemory,
  firewall,
};

/** One preparation, or the reason why the inventory leaves it alone. */
export const prepared =
  (name: PreparationName): Operation =>
  (wish, facts) => {
    const reason = wish.pool.preparation.leave[name];
    return reason === undefined
      ? OPERATIONS[name](wish, facts)
      : [noop(name, wish.host.id, `left alone: ${reason}`)];
  };

/** Everything a Mac is made to be, in order, but for the firewall, which waits for the programs it lets in. */
export const preparation: Operation = (wish, facts) =>
  PREPARATIONS.filter((name) => name !== "firewall").flatMap((name) => prepared(name)(wish, facts));

/** True for steps that prepare the Mac: where one does not take, nobody's work is stopped for it. */
export const isPreparation = ({ operation }: Pick<Step, "operation">): boolean =>
  PREPARATIONS.some((name) => name === operation);

/** Files outside the releases that a plan asks about. */
export const preparationFiles = (wish: Pick<HostWish, "layout" | "pool">): readonly string[] => [
  ...[...logsFiles(wish.layout), ...gpuFiles(wish.layout, 0), ...sudoersFiles(wish)].map(({ path }) => path),
  ...[LOGS_LABEL, GPU_LABEL].map((label) => installedPlist(wish.layout, label)),
  sudoersPath(wish.layout),
];
