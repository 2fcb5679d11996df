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

export const strangersQuestion = ({ root }: Layout) => ({
  name: "strangers",
  script: `cd '${root}' && for p in ${PLACES.join(" ")}; do [ -e "$p" ] && printf '%s\\n' '${root === "/" ? "" : root}'/"$p"; done; true`,
});
