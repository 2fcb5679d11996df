import type { Verdict } from "./gate.ts";

/** One field of the lock held against the host. */
export interface AuditLine {
  readonly field: string;
  readonly wanted: string;
  readonly saw: string;
  readonly agrees: boolean;
}

/** All fields of one host. */
export interface HostAudit {
  readonly host: string;
  readonly lines: readonly AuditLine[];
  /** Why the host could not be audited. */
  readonly failure?: string;
}

/** The state of one host in a line; `differs` counts the fields that are not as the lock wants them. */
export interface HostStatus {
  readonly host: string;
  readonly reached: boolean;
  readonly differs: number;
  /** What a person reads. */
  readonly text: string;
}

/** Which run was verified, and what lies beside it unsigned. */
export interface VerifiedRun {
  readonly pool: string;
  readonly run: string;
  readonly endedAt: string;
  readonly verdict: Verdict;
  /** Files of its folder, by path, that no signature speaks of. */
  readonly uncovered: readonly string[];
}

/** One thing an auditor checks of a run, offline. */
export interface Check {
  readonly name: string;
  /** `unproven` where it does not hold and does not speak against the run either: nobody can say. */
  readonly verdict: Verdict;
  readonly wanted: string;
  readonly saw: string;
}

/** A check that was answered: it holds, or it does not. */
export const checked = (about: Omit<Check, "verdict">, holds: boolean): Check => ({
  ...about,
  verdict: holds ? "pass" : "fail",
});
