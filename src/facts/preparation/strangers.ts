import type { Layout } from "../../model/layout.ts";

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

/** First jobs as `DOMAIN/LABEL`, then files by path. */
export const strangersQuestion = ({ root }: Layout) => ({
  name: "strangers",
  script: `${loadedJobs(root === "/" ? "" : root)}
cd '${root}' && for p in ${PLACES.join(" ")}; do [ -e "$p" ] && printf '%s\\n' '${root === "/" ? "" : root}'/"$p"; done; true`,
});
