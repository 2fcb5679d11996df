import type { GatewayFacts, GatewayServer } from "../model/facts.ts";
import { GATEWAY_LABEL, installedPlist, type Layout, SERVICE_USER } from "../model/layout.ts";
import type { Question } from "../model/question.ts";
import { accountQuestion } from "./account.ts";
import { admittedQuestion, knownLanesQuestion } from "./admission.ts";
import { certificateQuestion } from "./certificate.ts";
import { directoriesQuestion, gatewayDirectories } from "./directories.ts";
import { healthUrl } from "./engine.ts";
import { type Answer, answers } from "./fact.ts";
import { parseHost } from "./host.ts";
import { serviceQuestion } from "./launchd.ts";
import { osQuestion } from "./os.ts";
import { ownerQuestion } from "./owner.ts";
import { pagesQuestion } from "./pages.ts";
import { firewallQuestion } from "./preparation/firewall.ts";
import { releaseQuestions } from "./releases.ts";
import { sumsQuestion } from "./sums.ts";

/** What must be known of a gateway before its plan can be made. */
export interface GatewayInterest {
  readonly layout: Layout;
  /** Short digest of the wanted release. */
  readonly release: string;
  readonly metricsPort: number;
  /** Files outside the releases whose bytes matter, by absolute path. */
  readonly files: readonly string[];
}

/**
 * Column 18 of `show stat` is the state of a server, 37 how its last check ended. A host that refuses probes because it is
 * drained is down for HAProxy; where somebody said so, it is drained.
 */
const serversQuestion = ({ proxySocket, drainedHosts }: Layout) => ({
  name: "servers",
  script: String.raw`[ -S '${proxySocket}' ] && echo 'show stat' | within 5 nc -U '${proxySocket}' |
  awk -F, '$1 ~ /^(model-|over:)/ && $2 != "BACKEND" { split($18, s, " "); sub(/^\* /, "", $37); print $1, $2, s[1], $37 }' |
  while read -r group host state check; do
    [ ! -f '${drainedHosts}'/"$host" ] || state=DRAIN
    echo "$group $host $state $check"
  done`,
});

/** Every question to a gateway, for one script. */
export const gatewayQuestions = ({
  layout,
  release,
  metricsPort,
  files,
}: GatewayInterest): readonly Question[] => [
  osQuestion,
  accountQuestion,
  ownerQuestion(layout),
  directoriesQuestion(layout, SERVICE_USER, gatewayDirectories),
  admittedQuestion(layout),
  knownLanesQuestion(layout),
  certificateQuestion(layout),
  ...releaseQuestions(layout, release),
  sumsQuestion(layout, release, [installedPlist(layout, GATEWAY_LABEL), ...files]),
  serviceQuestion(GATEWAY_LABEL),
  firewallQuestion(layout),
  serversQuestion(layout),
  pagesQuestion([healthUrl(metricsPort)]),
];

/** `GROUP HOST STATE CHECK` per line. */
const parseServers = ({ stdout }: Answer): readonly GatewayServer[] =>
  [...stdout.matchAll(/^(\S+) (\S+) (\S+) ?(\S*)$/gm)].map(
    ([, group = "", host = "", state = "", check = ""]) => ({ group, host, state, check }),
  );

/** Typed facts from the output of the script; what a gateway does not have is absent. */
export function parseGateway(interest: GatewayInterest, output: string): GatewayFacts {
  const silent: Answer = { stdout: "", exit: -1 };
  const facts = parseHost(
    { ...interest, labels: [GATEWAY_LABEL], engines: {}, programs: [], rehash: false },
    output,
  );
  return { ...facts, servers: parseServers(answers(output).get("servers") ?? silent) };
}
