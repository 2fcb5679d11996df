import { certificateQuestion, parseCertificate } from "../../facts/certificate.ts";
import { gatewayShownQuestion, parseGatewayShown } from "../../facts/gateway-shown.ts";
import type { StagedGateway } from "../stage.ts";
import type { GatewayAsker } from "./ask.ts";

/** What a gateway that serves shows to hosts. */
export interface Shown {
  readonly gateway: string;
  readonly showsCertificate: boolean;
  /** Its certificate, PEM; empty when there is none. */
  readonly pem: string;
}

/** Asks one gateway. `undefined` where none serves. */
export async function shownBy(ask: GatewayAsker, staged: StagedGateway): Promise<Shown | undefined> {
  const { layout, member } = staged.source;
  const [release, certificate] = [gatewayShownQuestion(layout), certificateQuestion(layout)];
  const said = await ask(staged, { questions: [release, certificate], what: "what it shows to hosts" });
  const [served, file] = [said?.get(release.name), said?.get(certificate.name)];
  const showsCertificate = served && parseGatewayShown(served);
  const pem = (file && parseCertificate(file)?.pem) ?? "";
  return showsCertificate === undefined ? undefined : { gateway: member.id, showsCertificate, pem };
}
