import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The directory of the release that runs: where this bundle lies, links resolved. */
export const releaseDirectory = (): string => dirname(realpathSync(fileURLToPath(import.meta.url)));

/** The state directory of the simulated Mac above `directory`, if there is one. */
export function stateAbove(directory: string): string | undefined {
  const state = join(directory, ".mac");
  if (existsSync(state)) return state;
  const parent = dirname(directory);
  return parent === directory ? undefined : stateAbove(parent);
}

/** Ends the program with a message on stderr. */
export function die(message: string, code = 1): never {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

/** launchd's SIGTERM ends an engine at once; streams under way are cut. */
export function endOnSignals(): void {
  process.once("SIGTERM", () => process.exit(0));
  process.once("SIGINT", () => process.exit(0));
}
