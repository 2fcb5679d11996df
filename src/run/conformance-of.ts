import { type ConformanceNote, conformanceNote } from "../model/conformance.ts";
import type { HostFacts } from "../model/facts.ts";
import { readConformance } from "../store/conformance.ts";

/** What has been tried on a machine of the host's chip and OS build; `undefined` when it does not tell them. */
export async function conformanceOf(
  inventory: string,
  { chip, os }: Pick<HostFacts, "chip" | "os">,
): Promise<ConformanceNote | undefined> {
  if (chip === undefined || os === undefined) return undefined;
  return conformanceNote(chip, os.build, await readConformance(inventory, chip, os.build));
}
