/** What a process of Espalier says when it ends; the table in README is this object. */
export const EXIT = {
  done: 0,
  error: 1,
  differs: 2,
  gateFailed: 3,
  unproven: 4,
  leaseHeld: 5,
  usage: 64,
  badInventory: 65,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** `noun-participle`, for example `host-unreachable`, `artifact-changed`. */
export type FailureCode = `${string}-${string}`;

/** How a failure is put together: what it concerns, what was seen, what to do about it. */
export interface FailureParts {
  readonly code: FailureCode;
  /** The host, file, pin or step it is about. */
  readonly subject: string;
  /** What was found and what was wanted, one sentence. */
  readonly saw: string;
  /** What the reader should do next. */
  readonly hint: string;
  readonly exit?: ExitCode;
  readonly cause?: unknown;
}

/** The one error of Espalier that is meant for people; anything else thrown is a defect. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly subject: string;
  readonly saw: string;
  readonly hint: string;
  readonly exit: ExitCode;

  constructor(parts: FailureParts) {
    super(`${parts.subject}: ${parts.saw}; ${parts.hint}`, { cause: parts.cause });
    this.name = "Failure";
    this.code = parts.code;
    this.subject = parts.subject;
    this.saw = parts.saw;
    this.hint = parts.hint;
    this.exit = parts.exit ?? EXIT.error;
  }
}

/** What was thrown, as a sentence for people. */
export const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));
