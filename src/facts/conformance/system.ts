import type { Layout } from "../../model/layout.ts";
import type { Answer } from "../fact.ts";
import { parseOffers } from "../offers.ts";
import {
  type Assumption,
  confirmed,
  firstLine,
  holding,
  inapplicable,
  matching,
  refuted,
  TIMED,
  unanswered,
  unknown,
  within,
} from "./assumption.ts";

function offersRead(answer: Answer) {
  const offers = parseOffers(answer);
  if (offers.length > 0)
    return confirmed(`${offers.length} offered: ${offers.map(({ label }) => label).join(", ")}`);
  if (/No new software available/.test(answer.stdout)) return confirmed("No new software available");
  return /^\* Label:/m.test(answer.stdout) ? unknown("it offers what is no macOS") : unanswered(answer);
}

/** A rule that lets a program run by its bytes; nothing is installed, only its grammar is checked. */
const DIGEST_RULE = `espalier ALL=(root) NOPASSWD: sha256:${"0".repeat(64)} /usr/bin/true`;

/** To a name beside it and back, at once: a running app keeps its files, and nothing of the bundle changes. */
const moveApp = ({ root }: Layout): string => `app='${root === "/" ? "" : root}/Applications/Ollama.app'
[ -e "$app" ] || exit 9
moves() { perl -e 'rename($ARGV[0], $ARGV[1]) or die "rename: $!\\n"' "$1" "$2" 2>&1; }
moves "$app" "$app.espalier" && moves "$app.espalier" "$app" && echo moved`;

function movedApp(answer: Answer) {
  if (answer.exit === 9) return inapplicable("no Ollama.app is in /Applications");
  if (/not permitted/.test(answer.stdout)) return refuted(firstLine(answer.stdout));
  return answer.stdout === "moved\n" ? confirmed("moved") : unanswered(answer);
}

/** How the rest of macOS answers. */
export const systemAssumptions: readonly Assumption[] = [
  {
    kind: "asked",
    id: "system.offers",
    says: "softwareupdate --list prints `* Label: macOS NAME VERSION-BUILD`, or that there is nothing new",
    source: "softwareupdate(8), captured output of macOS 26; the text when up to date is unproven",
    script: () => `softwareupdate --list 2>&1`,
    judge: offersRead,
  },
  {
    kind: "asked",
    id: "system.pf-anchors",
    says: "/etc/pf.conf evaluates com.apple/* for rules and for dummynet",
    source: "the pf.conf that Apple ships, by reports",
    script: ({ etc }) => `cat '${etc}/pf.conf' 2>&1`,
    judge: holding({
      anchor: /^anchor "com\.apple\/\*"$/m,
      "dummynet-anchor": /^dummynet-anchor "com\.apple\/\*"$/m,
    }),
  },
  {
    kind: "asked",
    id: "system.sudo-digests",
    says: "sudo takes rules that name a program by its sha256",
    source: "sudoers(5)",
    script: () => `printf '%s\\n' '${DIGEST_RULE}' | visudo -cf - 2>&1`,
    judge: matching(/parsed OK/),
  },
  {
    kind: "asked",
    id: "system.sshd-order",
    says: "Apple's sshd settings lie in 100-macos.conf, so that a file 010-* is read before them",
    source: "our conclusion from reports",
    script: ({ etc }) => `ls '${etc}/ssh/sshd_config.d' 2>&1`,
    judge: matching(/^100-macos\.conf$/m),
  },
  {
    kind: "asked",
    id: "system.app-management",
    says: "Root may move Ollama.app out of /Applications over SSH",
    source:
      "unproven; nix-darwin, modules/system/applications.nix: writes inside an app need Full Disk Access",
    script: moveApp,
    invasive: true,
    judge: movedApp,
  },
  {
    kind: "asked",
    id: "system.data-volume",
    says: "Artifacts and models lie on the Data volume, whose free space df tells",
    source: "APFS; captured output",
    script: () => "df -k /System/Volumes/Data 2>&1",
    judge: matching(/\/System\/Volumes\/Data$/m),
  },
  {
    kind: "asked",
    id: "system.newsyslog",
    says: "newsyslog takes our rule with a glob",
    source: "newsyslog.conf(5); the glob is unproven",
    script: ({ etc }) =>
      `[ -e '${etc}/newsyslog.d/espalier.conf' ] || exit 9\nnewsyslog -nvv -f '${etc}/newsyslog.d/espalier.conf' 2>&1`,
    judge: (answer) =>
      answer.exit === 9
        ? inapplicable("the rule is not installed yet: deploy first")
        : matching(/espalier/)(answer),
  },
  {
    kind: "asked",
    id: "system.shasum-cost",
    says: "shasum hashes 64 MiB in at most 0.4 s, so that a blob of 40 GiB takes no more than five minutes",
    source: "our conclusion; shasum is a Perl program",
    script: ({ tmp }) => `${TIMED}
f='${tmp}/espalier-conform.'$$
dd if=/dev/zero of="$f" bs=1048576 count=64 2>/dev/null
timed shasum -a 256 "$f"
rm -f "$f"`,
    invasive: true,
    judge: within(400),
  },
  {
    kind: "asked",
    id: "system.thermal-notes",
    says: "pmset -g therm tells notes or limits of the CPU",
    source: "captured output of Apple silicon and Intel",
    script: () => "pmset -g therm 2>&1",
    judge: matching(/No thermal warning level has been recorded|CPU_Speed_Limit/),
  },
  {
    kind: "asked",
    id: "system.openssl",
    says: "macOS's openssl makes a key on P-256 and a request whose subject comes from standard input",
    source: "LibreSSL's openssl(1), ecparam and req",
    script: () =>
      'd=$(mktemp -d) && trap \'rm -rf "$d"\' EXIT && openssl version && openssl ecparam -name prime256v1 -genkey -noout -out "$d/k" && printf \'[req]\\ndistinguished_name = n\\nprompt = no\\n[n]\\nCN = mac-01\\n\' | openssl req -new -key "$d/k" -config /dev/stdin 2>&1',
    judge: holding({ "a request": /BEGIN CERTIFICATE REQUEST/ }),
  },
];
