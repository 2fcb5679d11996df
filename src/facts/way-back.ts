import type { WayBackFact } from "../model/facts.ts";
import { JOB_PREFIX, type Layout, PROXY_LABEL } from "../model/layout.ts";
import type { Question } from "../model/question.ts";
import type { Answer } from "./fact.ts";

/**
 * Compares the release that was good before with what runs: the jobs by their property lists, the proxy by all it reads, and an engine
 * that has files of its own by these.
 */
export const wayBackQuestion = ({ previous, current, launchDaemons }: Layout): Question => ({
  name: "way-back",
  script: `cd '${previous}/launchd' || exit 1
same() { cmp -s '${previous}'/"$1" '${current}'/"$1"; }
like() { diff -r '${previous}'/"$1" '${current}'/"$1" >/dev/null; }
reads() { same haproxy.cfg && same models.map && [ "$(readlink '${previous}/proxy')" = "$(readlink '${current}/proxy')" ]; }
job() {
  cmp -s "$1.plist" '${launchDaemons}'/"$1.plist" || return 1
  [ "$1" != ${PROXY_LABEL} ] || reads || return 1
  e=engines/$(basename "$1" | sed 's/^com\\.espalier\\.//')
  [ ! -d '${previous}'/"$e" ] || like "$e"
}
for p in *.plist; do l=$(basename "$p" .plist); job "$l" || echo "changes $l"; done
for p in '${launchDaemons}'/${JOB_PREFIX}*.plist; do l=$(basename "$p" .plist); [ -f "$l.plist" ] || echo "changes $l"; done
same models.list || echo 'changes models'
for p in ../standby/*.plist; do [ ! -f "$p" ] || basename "$p" .standby.plist | sed 's/^com\\.espalier\\./standby /'; done
sed 's/^/| /' '${previous}/release.json'`,
});

/** `changes LABEL`, `standby ENGINE`, and the manifest behind bars. */
export function parseWayBack({ stdout, exit }: Answer): WayBackFact | undefined {
  if (exit !== 0) return undefined;
  const told = (noun: string): readonly string[] =>
    [...stdout.matchAll(new RegExp(`^${noun} (\\S+)$`, "gm"))].map(([, name = ""]) => name);
  const manifest = [...stdout.matchAll(/^\| (.*)$/gm)].map(([, line]) => line).join("\n");
  return { changes: told("changes"), standbys: told("standby"), ...(manifest !== "" && { manifest }) };
}
