import type { Layout } from "../model/layout.ts";
import type { Question } from "../model/question.ts";
import type { Answer } from "./fact.ts";

/** Whether the release that a gateway serves shows hosts its certificate: only such a line names one. */
export const gatewayShownQuestion = ({ current }: Layout): Question => ({
  name: "gateway-shown",
  script: `[ -f '${current}/haproxy.cfg' ] || exit 0
grep -q '^    server .* crt ' '${current}/haproxy.cfg' && echo shown || echo hidden`,
});

/** `undefined` where no gateway serves. */
export function parseGatewayShown({ stdout }: Answer): boolean | undefined {
  const [, word] = /^(shown|hidden)$/m.exec(stdout) ?? [];
  return word === undefined ? undefined : word === "shown";
}
