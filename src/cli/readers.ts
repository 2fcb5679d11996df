import { EXIT } from "../model/failure.ts";

/** Whoever reads what a verb says may leave before it is done. */
export function heedReaders(): void {
  process.stdout.on("error", outlive(leaveWithReader));
  process.stderr.on("error", outlive(refuse));
}

/** A terminal that went away (EIO) has said so by SIGHUP, and the verb is on its way to a safe end. */
const outlive =
  (otherwise: (error: NodeJS.ErrnoException) => void) =>
  (error: NodeJS.ErrnoException): void => {
    if (error.code !== "EIO") otherwise(error);
  };

/**
 * A reader that has seen enough, such as `head`, is no error of a verb that is done. One that is not done ends here, for nobody sees
 * any more what it does, and its exit code never says that it came to its end.
 */
function leaveWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  if (process.exitCode !== undefined) process.exit();
  process.stderr.write(
    "espalier: stdout: its reader left before the verb was done, which ends it; let the output go to a file, and read that\n",
  );
  process.exit(EXIT.error);
}

function refuse(error: NodeJS.ErrnoException): never {
  throw error;
}
