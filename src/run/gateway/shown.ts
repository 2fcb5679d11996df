import { certificateQuestion, parseCertificate } from "../../facts/certificate.ts";
import { answers } from "../../facts/fact.ts";
import { gatewayShownQuestion, parseGatewayShown } from "../../facts/gateway-shown.ts";
import { sentence } from "../../model/failure.ts";
import { inquire } from "../reach.ts";
import type { Scene } from "../scene.ts";
import type { Stage, StagedGateway } from "../stage.ts";
import { onGateway } from "./reach.ts";

/** What a gateway that serves shows to hosts. */
export interface Shown {
  readonly gateway: string;
  readonly showsCertificate: boolean;
  /** Its certificate, PEM; empty when there is none. */
  readonly pem: string;
}

/** Asks one gateway. `undefined` where none serves; one that cannot be asked is told and taken for none. */
export async function shownBy(
  scene: Scene,
  { folders }: Stage,
  { source }: StagedGateway,
): Promise<Shown | undefined> {
  const gateway = source.member.id;
  const [release, certificate] = [gatewayShownQuestion(source.layout), certificateQuestion(source.layout)];
  try {
    const { stdout } = await onGateway(source, folders.inventory, (connection) =>
      inquire(connection, source, [release, certificate]),
    );
    const said = answers(stdout);
    const [served, file] = [said.get(release.name), said.get(certificate.name)];
    const showsCertificate = served && parseGatewayShown(served);
    const pem = (file && parseCertificate(file)?.pem) ?? "";
    return showsCertificate === undefined ? undefined : { gateway, showsCertificate, pem };
  } catch (error) {
    const text = `could not be asked what it shows to hosts: ${sentence(error)}`;
    scene.tell({ kind: "line", host: gateway, text });
    return undefined;
  }
}
