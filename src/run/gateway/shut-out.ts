import { isSignedByAny } from "../../model/certificate.ts";
import { Failure } from "../../model/failure.ts";
import type { Pool } from "../../model/pool.ts";
import type { Stage } from "../stage.ts";
import type { GatewayAnswers } from "./ask.ts";
import { type Shown, shownBy } from "./shown.ts";

/**
 * Before hosts ask for certificates every gateway that serves must show one that they will trust, or they would shut out all
 * that comes through it. Throws `gateway-hidden`, `gateway-distrusted`.
 */
export function refuseShutOut(
  { pool, authority }: Pick<Stage, "pool" | "authority">,
  asked: readonly GatewayAnswers[],
): void {
  if (pool.gateway.tls?.clients === undefined) return;
  const all = asked.flatMap((answers) => shownBy(answers));
  const hidden = all.filter(({ showsCertificate }) => !showsCertificate);
  if (hidden.length > 0 && asksGateways(pool)) throw hiding(pool, hidden);
  const strange = all.filter(
    ({ showsCertificate, pem }) => showsCertificate && !isSignedByAny(pem, authority ?? ""),
  );
  if (strange.length > 0) throw distrusted(pool, strange);
}

/** Hosts refuse some request that shows no certificate, or that a gateway does not say whose it is. */
const asksGateways = ({ gateway, lanes }: Pool): boolean =>
  gateway.tls?.clients === "required" ||
  Object.values(lanes).some(({ certificates }) => certificates !== undefined);

const names = (gateways: readonly Shown[]): string => gateways.map(({ gateway }) => gateway).join(", ");

function hiding({ id }: Pool, gateways: readonly Shown[]): Failure {
  const calls = gateways.map(({ gateway }) => `\`espalier apply ${id} --on ${gateway}\``);
  return new Failure({
    code: "gateway-hidden",
    subject: names(gateways),
    saw: "no certificate is shown to hosts yet, and hosts shall refuse whoever shows none: they would answer 403 to all that comes this way",
    hint: `gateways first: ${calls.join(", then ")}; then run this again`,
  });
}

const distrusted = ({ id }: Pool, gateways: readonly Shown[]): Failure =>
  new Failure({
    code: "gateway-distrusted",
    subject: names(gateways),
    saw: `locks/${id}.ca.pem names no authority that signed what is shown to hosts: they would end every connection from there`,
    hint: "put the authority before back into that file, behind the new one, until everybody shows the new one (docs/certificates.md)",
  });
