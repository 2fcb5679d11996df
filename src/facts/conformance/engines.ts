import type { Layout } from "../../model/layout.ts";
import type { Answer } from "../fact.ts";
import {
  type Assumption,
  confirmed,
  firstLine,
  inapplicable,
  refuted,
  unanswered,
  unknown,
} from "./assumption.ts";

/** Who signed each of these programs, where one is unpacked. */
const signers = ({ releases }: Layout, pattern: string): string =>
  `for f in '${releases}'/${pattern}; do [ -f "$f" ] && codesign -dv "$f" 2>&1 | grep '^TeamIdentifier=' | sed "s|\\$| $f|"; done; true`;

const signedBy =
  (team: string) =>
  ({ stdout }: Answer) => {
    const lines = stdout.split("\n").filter((line) => line.startsWith("TeamIdentifier="));
    if (lines.length === 0) return inapplicable("it is not unpacked on this host");
    const odd = lines.find((line) => !line.startsWith(`TeamIdentifier=${team} `));
    return odd === undefined ? confirmed(`${lines.length} signed by ${team}`) : refuted(odd);
  };

/** A second Ollama without models on a port of its own: it tells its defaults and is stopped. */
const defaultsProbe = ({ releases, tmp }: Layout): string => `ollama=
for f in '${releases}'/ollama/*/ollama; do [ -x "$f" ] && ollama=$f; done
[ -n "$ollama" ] || exit 9
d=$(mktemp -d '${tmp}/espalier-conform.XXXXXX') || exit 1
HOME=$d OLLAMA_MODELS=$d/models OLLAMA_HOST=127.0.0.1:0 "$ollama" serve >"$d/log" 2>&1 &
pid=$!
n=0
while [ $n -lt 40 ] && ! grep -q 'server config' "$d/log"; do sleep 0.25; n=$((n + 1)); done
kill "$pid"
wait "$pid"
grep 'server config' "$d/log" || cat "$d/log"
rm -rf "$d"`;

function parallelDefault(answer: Answer) {
  if (answer.exit === 9) return inapplicable("no Ollama is unpacked on this host");
  const found = /OLLAMA_NUM_PARALLEL:(\d+)/.exec(answer.stdout)?.[1];
  if (found === undefined)
    return /server config/.test(answer.stdout) ? unknown("it does not tell the default") : unanswered(answer);
  return found === "1" ? confirmed("OLLAMA_NUM_PARALLEL:1") : refuted(`OLLAMA_NUM_PARALLEL:${found}`);
}

/** A pattern in a string: macOS's awk ends one between slashes at the first slash, in brackets, too (its lex.c, regexpr). */
const LLMSTERS = `all=$(ps -A -o ppid=,comm=) && printf '%s\\n' "$all" | awk '$0 ~ "[ /]llmster$" { sub(/^ +/, ""); print }'`;

function llmsterTree(answer: Answer) {
  if (answer.exit !== 0) return unanswered(answer);
  const line = firstLine(answer.stdout);
  if (line === "") return inapplicable("no llmster runs on this host");
  return line.startsWith("1 ") ? confirmed(line) : refuted(line);
}

/** What engines are and do where they are installed. */
export const engineAssumptions: readonly Assumption[] = [
  {
    kind: "asked",
    id: "engines.ollama-team",
    says: "Ollama's programs are signed by Team ID 3MU9H2V9Y9",
    source: "casks and fleet repositories; unproven",
    script: (layout) => signers(layout, "ollama/*/ollama"),
    judge: signedBy("3MU9H2V9Y9"),
  },
  {
    kind: "asked",
    id: "engines.lm-studio-team",
    says: "LM Studio's programs are signed by Team ID D65G88RHWN",
    source: "casks and fleet repositories; unproven",
    script: (layout) => signers(layout, "llmster/*/llmster"),
    judge: signedBy("D65G88RHWN"),
  },
  {
    kind: "asked",
    id: "engines.llmster-tree",
    says: "llmster leaves its caller: its parent is launchd",
    source: "our conclusion from `lms daemon up`",
    script: () => LLMSTERS,
    judge: llmsterTree,
  },
  {
    kind: "asked",
    id: "engines.ollama-parallel",
    says: "Ollama serves one stream for each model unless it is told otherwise",
    source: "ollama/ollama envconfig/config.go at fb30760",
    invasive: true,
    script: defaultsProbe,
    judge: parallelDefault,
  },
];
