import type { LocalExecProvisioner } from "cdktf";
import { literal, literals } from "./literal.ts";

export interface EspalierCommand {
  /** Arguments of `bin/espalier.js`; at least one. */
  readonly argv: readonly string[];
  /** From the directory Terraform runs in to the directory that holds `bin/`. */
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * A `local-exec` provisioner that starts Node directly. Terraform runs the interpreter with the command as
 * one last argument, so argv is the interpreter's tail and the command, and no shell reads either.
 */
export function espalierCommand({ argv, root, environment }: EspalierCommand): LocalExecProvisioner {
  return {
    type: "local-exec",
    interpreter: ["node", "bin/espalier.js", ...argv.slice(0, -1).map(literal)],
    command: literal(argv.at(-1) ?? ""),
    workingDir: literal(root),
    environment,
  };
}

/** What every call of Espalier from a stack is told about where it was planned. */
export const inventoryEnvironment = (inventory: string): Record<string, string> =>
  literals({ ESPALIER_INVENTORY: inventory });
