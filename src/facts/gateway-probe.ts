import { type Digest, digest, digestOf, hexOf } from "../model/digest.ts";
import { PROBE_VARIABLE } from "../model/gateways.ts";
import type { Layout } from "../model/layout.ts";
import type { Question } from "../model/question.ts";
import type { Answer } from "./fact.ts";

/**
 * By which key the running gateway asks how hosts are, from the proxy itself; only a sum of it comes home, and only while it
 * finds a host by it. Column 18 of `show stat` is the state of a server.
 */
export const gatewayProbeQuestion = ({ proxySocket }: Layout): Question => ({
  name: "gateway-probe",
  script: String.raw`[ -S '${proxySocket}' ] || exit 0
ask() { printf '%s\n' "$1" | within 5 nc -U '${proxySocket}'; }
ask 'show stat' | awk -F, '$1 ~ /^model-/ && $2 != "BACKEND" && $18 ~ /^(UP|DRAIN)/ { up = 1 } END { exit !up }' || exit 0
ask 'show env ${PROBE_VARIABLE}' |
  sed -n 's/^${PROBE_VARIABLE}=//p' | tr -d '\n' | shasum -a 256 | cut -d ' ' -f 1`,
});

/** Its sha256; `undefined` where no gateway serves, or none that finds a host. */
export function parseGatewayProbe({ stdout }: Answer): Digest | undefined {
  const hex = /^[0-9a-f]{64}$/m.exec(stdout)?.[0];
  return hex === undefined || hex === hexOf(digestOf("")) ? undefined : digest(`sha256:${hex}`);
}
