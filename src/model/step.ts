import type { CertificateUse } from "./certificate.ts";
import type { Extent } from "./qualification.ts";

/** One deed on one host, or the reason why there is none. Made by operations, done by `src/run`. */
export type Step = RunStep | PutStep | PushStep | SignStep | ClimbStep | HandStep | NoopStep;

interface StepBase {
  /** The noun it is about, equal to the operation's file name: `artifact`, `launchd`, `model`. */
  readonly operation: string;
  /** What the step is about, for people: `ollama@0.35.1`, `com.espalier.ollama`. */
  readonly subject: string;
  /** Why it is done, or why there is nothing to do. */
  readonly why: string;
}

/** Run one command: argv[0] is a program or a function of `templates/host/act.sh`. */
export interface RunStep extends StepBase {
  readonly kind: "run";
  readonly argv: readonly string[];
}

/** Write a text file atomically (temporary file, then rename). */
export interface PutStep extends StepBase {
  readonly kind: "put";
  /** Absolute path on the host, root included. */
  readonly path: string;
  readonly text: string;
  /** Octal, for example `0644`. */
  readonly mode: string;
}

/** Send an artifact from the controller's cache before the act script runs. */
export interface PushStep extends StepBase {
  readonly kind: "push";
  /** Artifact name; the cache is keyed by its sha256. */
  readonly artifact: string;
  readonly sha256: string;
  /** Absolute path on the host where the bytes arrive; not trusted until verified. */
  readonly to: string;
}

/** Have the host make a key and a request, sign the request here and bring the certificate back. The key stays there. */
export interface SignStep extends StepBase {
  readonly kind: "sign";
  /** Common name of the certificate. */
  readonly name: string;
  /** Names and addresses under which clients reach the host. */
  readonly names: readonly string[];
  readonly uses: readonly CertificateUse[];
  /** Directory on the host that holds key and certificate, and who owns them. */
  readonly directory: string;
  readonly owner: string;
}

/** Climb the ladder and hold the gate; the steps after it are done only on `pass`. */
export interface ClimbStep extends StepBase {
  readonly kind: "climb";
  readonly extent: Extent;
  readonly rungs: readonly number[];
}

/** What only a person can do: at the machine, in System Settings or in an MDM. It stays a difference until it is done. */
export interface HandStep extends StepBase {
  readonly kind: "hand";
  /** What to do, in the imperative. */
  readonly todo: string;
}

export interface NoopStep extends StepBase {
  readonly kind: "noop";
}

/** The steps of one host, in the order in which they are done. */
export interface Plan {
  readonly host: string;
  readonly steps: readonly Step[];
  /** Why the host is taken out and brought no further: its macOS is not the one it shall run. */
  readonly cordon?: string;
}

/** A plan is empty when every step is a noop. */
export const hasDeeds = (plan: Plan): boolean => plan.steps.some((step) => step.kind !== "noop");
