/** What one question brought home. */
export interface Answer {
  readonly stdout: string;
  readonly exit: number;
}

/** Splits the output of the facts script into answers by question name. */
export function answers(output: string): ReadonlyMap<string, Answer> {
  const found = new Map<string, Answer>();
  for (const [, name, stdout, exit] of output.matchAll(/^@@ (\S+)\n([\s\S]*?)\n@@ = (\d+)$/gm)) {
    if (name !== undefined) found.set(name, { stdout: stdout ?? "", exit: Number(exit) });
  }
  return found;
}
