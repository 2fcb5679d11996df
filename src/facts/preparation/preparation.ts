import type { Layout } from "../../model/layout.ts";
import type { PreparationFacts } from "../../model/preparation.ts";
import type { Question } from "../../model/question.ts";
import type { Answer } from "../fact.ts";
import { parseGpuMemory } from "../hardware.ts";
import { backupsQuestion, parseBackups } from "./backups.ts";
import { fileVaultQuestion, parseFileVault } from "./file-vault.ts";
import { firewallQuestion, parseFirewall } from "./firewall.ts";
import { disabledQuestion, jobsQuestion, parseDisabled, parseJobs } from "./jobs.ts";
import { parsePower, powerQuestion } from "./power.ts";
import { parseSpotlight, spotlightQuestion } from "./spotlight.ts";
import { parseStrangers, strangersQuestion } from "./strangers.ts";
import { parseManaged, parseUpdates, updatesQuestion } from "./updates.ts";

/** What is asked of a host to know how it is prepared. */
export const preparationQuestions = (paths: Layout): readonly Question[] => [
  powerQuestion,
  spotlightQuestion(paths),
  backupsQuestion(paths),
  updatesQuestion(paths),
  fileVaultQuestion,
  firewallQuestion(paths),
  strangersQuestion(paths),
  jobsQuestion,
  disabledQuestion,
];

type Said = { readonly [Key in keyof PreparationFacts]: PreparationFacts[Key] | undefined };

/** How the host is prepared, but for its files; what was not answered is absent. */
export function parsePreparation(answer: (name: string) => Answer): Omit<PreparationFacts, "files"> {
  const said: Said = {
    power: parsePower(answer("power")),
    spotlight: parseSpotlight(answer("spotlight")),
    backups: parseBackups(answer("backups")),
    updates: parseUpdates(answer("updates")),
    managed: parseManaged(answer("updates")),
    fileVault: parseFileVault(answer("file-vault")),
    firewall: parseFirewall(answer("firewall")),
    ...parseStrangers(answer("strangers")),
    jobs: parseJobs(answer("jobs")),
    disabled: parseDisabled(answer("disabled")),
    gpuMemory: parseGpuMemory(answer("hardware")),
    files: undefined,
  };
  return Object.fromEntries(
    Object.entries(said).filter(([, value]) => value !== undefined),
  ) as unknown as PreparationFacts;
}
