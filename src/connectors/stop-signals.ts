/** What a person, a supervisor or Terraform stops a program with. */
const STOP = ["SIGINT", "SIGTERM"] as const;

export type StopSignal = (typeof STOP)[number];

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
