import type { Command } from "commander";
import { type Clock, systemClock } from "../run/clock.ts";
import type { Cast } from "../run/performance.ts";
import { type Workspace, workspace } from "../store/workspace.ts";
import { display } from "./display.ts";

/** Options that stand before every verb. */
export interface CommonOptions {
  readonly inventory?: string;
  readonly json?: boolean;
}

export const common = (command: Command): CommonOptions => command.optsWithGlobals<CommonOptions>();

export const folders = (command: Command): Workspace =>
  workspace(process.env, { inventory: common(command).inventory });

export const clock: Clock = systemClock;

/** The cast of a verb typed by a person: events go to the display that fits the terminal. */
export async function cast(
  command: Command,
  verb: string,
  pool: string,
): Promise<Cast & { readonly close: () => void }> {
  const screen = await display({ json: common(command).json === true, stream: process.stdout, clock });
  return {
    verb,
    pool,
    folders: folders(command),
    clock,
    show: screen.show,
    close: screen.close,
    within: within(),
  };
}

/** Set by `deploy` for the programs that its stack starts. */
function within(): Cast["within"] {
  const { ESPALIER_RUN: run, ESPALIER_LEASE: lease } = process.env;
  return run === undefined || lease === undefined ? undefined : { run, lease };
}

/** Prints a result: one JSON object with `--json`, text without. */
export function print(command: Command, value: unknown, text: string): void {
  process.stdout.write(common(command).json ? `${JSON.stringify(value)}\n` : `${text.trimEnd()}\n`);
}
