import type { Answer } from "../fact.ts";
import { parseService } from "../launchd.ts";
import { type Assumption, confirmed, inapplicable, refuted, unanswered, unknown } from "./assumption.ts";

function printShape(answer: Answer) {
  if (answer.stdout.trim() === "") return inapplicable("launchd runs no job of the system");
  const { state, pid, runs, lastExit } = parseService("any", answer);
  const saw = `state ${state}, pid ${pid}, runs ${runs}, last exit ${lastExit}`;
  return state === "running" && pid !== undefined && runs !== undefined ? confirmed(saw) : refuted(saw);
}

const PROBE_LABEL = "com.espalier-conform.append";

/** Loads a job of one line, with these keys beside it, whose log has a line already, and waits until it has run. */
const loadedProbe = (
  tmp: string,
  keys = "",
): string => `d=$(mktemp -d '${tmp}/espalier-conform.XXXXXX') || exit 1
echo before >"$d/log"
cat >"$d/job.plist" <<PLIST
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>Label</key>
	<string>${PROBE_LABEL}</string>
	<key>ProgramArguments</key>
	<array>
		<string>/bin/echo</string>
		<string>after</string>
	</array>
	<key>RunAtLoad</key>
	<true/>
${keys}	<key>StandardOutPath</key>
	<string>$d/log</string>
</dict>
</plist>
PLIST
chmod 644 "$d/job.plist"
launchctl bootstrap system "$d/job.plist" 2>&1
n=0
while [ $n -lt 20 ] && ! grep -q after "$d/log"; do sleep 0.25; n=$((n + 1)); done`;

/** Both lines are in the log when launchd appends. */
const appendProbe = (tmp: string): string => `${loadedProbe(tmp)}
launchctl bootout 'system/${PROBE_LABEL}' 2>/dev/null
cat "$d/log"
rm -rf "$d"`;

function appended(answer: Answer) {
  if (!/^after$/m.test(answer.stdout)) return unanswered(answer);
  return /^before$/m.test(answer.stdout)
    ? confirmed("the line that was there before the start is still there")
    : refuted("the line that was there before the start is gone");
}

const FILES = `	<key>SoftResourceLimits</key>
	<dict>
		<key>NumberOfFiles</key>
		<integer>8192</integer>
	</dict>
`;

/** The limits of the whole Mac around the load of a job that asks for files, as services do; a changed one is put back. */
const filesProbe = (
  tmp: string,
): string => `limits() { sysctl -n kern.maxfiles kern.maxfilesperproc | tr '\\n' ' '; }
before=$(limits)
${loadedProbe(tmp, FILES)}
echo "before $before"
echo "after $(limits)"
launchctl bootout 'system/${PROBE_LABEL}' 2>/dev/null
cat "$d/log" | sed 's/^/log /'
rm -rf "$d"
[ "$before" = "$(limits)" ] || { set -- $before; sysctl -w "kern.maxfiles=$1" "kern.maxfilesperproc=$2"; } >/dev/null 2>&1`;

function filesKept(answer: Answer) {
  const before = /^before (\d+ \d+)/m.exec(answer.stdout)?.[1];
  const after = /^after (\d+ \d+)/m.exec(answer.stdout)?.[1];
  if (before === undefined || after === undefined || !/^log after$/m.test(answer.stdout))
    return unanswered(answer);
  const names = "kern.maxfiles and kern.maxfilesperproc";
  return before === after
    ? confirmed(`${names} stay ${before}`)
    : refuted(`${names} were ${before} and became ${after}`);
}

function overrides({ stdout, exit }: Answer) {
  if (exit !== 0) return unanswered({ stdout, exit });
  const lines = stdout.split("\n").filter((line) => line.includes("=>"));
  if (lines.length === 0) return unknown("no job of the system has an override");
  const odd = lines.find((line) => !/^\s*"[^"]+" => (enabled|disabled|true|false)$/.test(line));
  return odd === undefined ? confirmed(`${lines.length} overrides`) : refuted(odd.trim());
}

/** What launchd prints and does. */
export const launchdAssumptions: readonly Assumption[] = [
  {
    kind: "asked",
    id: "launchd.print",
    says: "launchctl print shows state, pid and runs of a running job on lines with exactly one tab",
    source: "captured output of macOS 15 and 26; launchctl(1) calls it no API",
    script: () => `for label in $(launchctl list | awk '$1 ~ /^[0-9]+$/ { print $3 }'); do
  launchctl print "system/$label" 2>/dev/null && break
done
true`,
    judge: printShape,
  },
  {
    kind: "asked",
    id: "launchd.missing",
    says: "launchctl print ends with 113 for a job that is not loaded",
    source: "launchctl(1), launchctl error 113",
    script: () => "launchctl print system/com.espalier-conform.absent 2>&1",
    judge: ({ stdout, exit }) =>
      exit === 113 ? confirmed("exit 113") : refuted(`exit ${exit}: ${stdout.split("\n")[0]}`),
  },
  {
    kind: "asked",
    id: "launchd.overrides",
    says: 'launchctl print-disabled prints one `"LABEL" => enabled|disabled` for each override',
    source: "captured output; older releases print true and false",
    script: () => "launchctl print-disabled system 2>&1",
    judge: overrides,
  },
  {
    kind: "asked",
    id: "launchd.append",
    says: "launchd opens StandardOutPath to append, so that a log which is emptied in place stays small",
    source: "our conclusion; launchd.plist(5) does not say",
    invasive: true,
    script: ({ tmp }) => appendProbe(tmp),
    judge: appended,
  },
  {
    kind: "asked",
    id: "launchd.files",
    says: "A job that asks for more open files changes no limit of the whole Mac",
    source:
      "launchd-842, core.c calls setrlimit only; launchd.plist(5) of macOS 26.5 says that it sets kern.maxfiles",
    invasive: true,
    script: ({ tmp }) => filesProbe(tmp),
    judge: filesKept,
  },
];
