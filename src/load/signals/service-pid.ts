/**
 * The pid in the output of `launchctl print system/LABEL`; `undefined` when the job does not run. Only a line with
 * exactly one leading tab belongs to the job itself: nested blocks repeat names.
 */
export function servicePid(stdout: string): number | undefined {
  const pid = /^\tpid = (\d+)$/m.exec(stdout)?.[1];
  return pid === undefined ? undefined : Number(pid);
}
