/** A program that ran on this machine. */
export interface LocalRun {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program here, quietly, and gives back what it said whatever its exit code. zx is loaded with the first one. */
export async function runLocal(argv: readonly string[], input?: string): Promise<LocalRun> {
  const { $ } = await import("zx");
  const shell = $({ quiet: true, nothrow: true, verbose: false, ...(input !== undefined && { input }) });
  const ran = await shell`${[...argv]}`;
  return { exit: ran.exitCode ?? 1, stdout: ran.stdout, stderr: ran.stderr };
}
