import { EXIT, Failure } from "../model/failure.ts";

/** What a person, a supervisor, Terraform or a terminal that goes away stops a program with, and what it then ends with. */
export const STOP_EXITS = {
  SIGINT: EXIT.interrupted,
  SIGTERM: EXIT.terminated,
  SIGHUP: EXIT.hungUp,
} as const;

export type StopSignal = keyof typeof STOP_EXITS;

const STOP = Object.keys(STOP_EXITS) as readonly StopSignal[];

type Ear = (signal: StopSignal) => void;

/** Whoever listened last hears: what a verb started is stopped before the verb, and that before what called it. */
const ears: Ear[] = [];

const hear = (signal: StopSignal): void => ears.at(-1)?.(signal);

/** Hears what would end this process, until the returned function is called. Nobody who listened before hears it meanwhile. */
export function listenForStop(ear: Ear): () => void {
  if (ears.length === 0) for (const signal of STOP) process.on(signal, hear);
  ears.push(ear);
  return () => {
    const at = ears.lastIndexOf(ear);
    if (at < 0) return;
    ears.splice(at, 1);
    if (ears.length === 0) for (const signal of STOP) process.off(signal, hear);
  };
}

const CODE = "run-interrupted";

/** The end of work that was stopped before its own. */
export const interrupted = (subject: string, signal: StopSignal, hint: string): Failure =>
  new Failure({
    code: CODE,
    subject,
    saw: `${signal} stopped it before its end`,
    hint,
    exit: STOP_EXITS[signal],
  });

export const isInterrupted = (error: unknown): boolean => error instanceof Failure && error.code === CODE;
