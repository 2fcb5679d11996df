import type { Layout } from "../../model/layout.ts";
import type { PreparationFacts } from "../../model/preparation.ts";
import type { Answer } from "../fact.ts";

export const spotlightQuestion = ({ root }: Layout) => ({
  name: "spotlight",
  script: `within 10 mdutil -s '${root}'`,
});

/** `mdutil -s`: a volume without an index is as quiet as one whose index is switched off. */
export function parseSpotlight({ stdout }: Answer): PreparationFacts["spotlight"] {
  if (/Indexing (and searching )?disabled|No index|server is disabled/i.test(stdout)) return "off";
  return /Indexing enabled/i.test(stdout) ? "on" : undefined;
}
