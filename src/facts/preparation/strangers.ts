import type { Layout } from "../../model/layout.ts";
import type { PreparationFacts } from "../../model/preparation.ts";
import { parseLines } from "../directories.ts";
import type { Answer } from "../fact.ts";

/**
 * Ollama's app ends every other `ollama serve` it finds when it starts; Homebrew's job serves the same port. Globs are
 * the shell's.
 */
const PLACES = [
  "Applications/Ollama.app",
  "Users/*/Applications/Ollama.app",
  "Users/*/Library/LaunchAgents/com.ollama.ollama.plist",
  "Users/*/Library/LaunchAgents/homebrew.mxcl.ollama.plist",
  "Library/LaunchDaemons/homebrew.mxcl.ollama.plist",
];

/** What loads them; a job stays loaded when its property list is moved away. launchctl(1) */
const LABELS = ["homebrew.mxcl.ollama", "com.ollama.ollama"];

/** The jobs of others that launchd has loaded: of the system, and of whoever has a home, logged in at the screen or not. */
const loadedJobs = (
  root: string,
): string => `users=$(ls -ln '${root}/Users' | awk 'NF > 8 { print "gui/" $3 " user/" $3 }' | sort -u)
for domain in system $users; do
  for label in ${LABELS.join(" ")}; do launchctl print "$domain/$label" >/dev/null && printf '%s\\n' "$domain/$label"; done
done`;

/** Jobs as `DOMAIN/LABEL`, files by path, and `refused PATH` after one that macOS did not let us move. */
export function strangersQuestion({ root, home }: Layout) {
  const prefix = root === "/" ? "" : root;
  return {
    name: "strangers",
    script: `${loadedJobs(prefix)}
cd '${root}' && for p in ${PLACES.join(" ")}; do
  [ -e "$p" ] || continue
  p='${prefix}'/$p
  printf '%s\\n' "$p"
  [ ! -e '${home}/aside/refused'"$(printf '%s' "$p" | tr / -)" ] || printf 'refused %s\\n' "$p"
done
true`,
  };
}

const REFUSED = "refused ";

/** Everything that is there, and what of it macOS did not let us move. */
export function parseStrangers(answer: Answer): Pick<PreparationFacts, "strangers" | "unmoved"> {
  const lines = parseLines(answer);
  return {
    strangers: lines.filter((line) => !line.startsWith(REFUSED)),
    unmoved: lines.flatMap((line) => (line.startsWith(REFUSED) ? [line.slice(REFUSED.length)] : [])),
  };
}
