// What an MDM has to declare so that the Macs of a pool run the macOS that is listed.

import { describe } from "../src/run/stage.ts";
import type { Workspace } from "../src/store/workspace.ts";
import { type Declaration, softwareUpdateDeclarations } from "../templates/software-update-declarations.ts";

/** Reads the inventory only: no host is asked, and nothing is sent to an MDM. */
export const declarations = async (folders: Workspace, name: string): Promise<readonly Declaration[]> =>
  softwareUpdateDeclarations((await describe(folders, name)).pool);
