import { certificateQuestion, parseCertificate } from "../../facts/certificate.ts";
import { gatewayShownQuestion, parseGatewayShown } from "../../facts/gateway-shown.ts";
import type { Layout } from "../../model/layout.ts";
import type { Question } from "../../model/question.ts";
import type { GatewayAnswers } from "./ask.ts";

/** What a gateway that serves shows to hosts. */
export interface Shown {
  readonly gateway: string;
  readonly showsCertificate: boolean;
  /** Its certificate, PEM; empty when there is none. */
  readonly pem: string;
}

/** Whether a gateway shows a certificate to hosts, and which. */
export const shownQuestions = (layout: Layout): readonly Question[] => [
  gatewayShownQuestion(layout),
  certificateQuestion(layout),
];

/** Nothing where none serves. */
export function shownBy({ source, said }: GatewayAnswers): readonly Shown[] {
  const { layout, member } = source;
  const [served, file] = shownQuestions(layout).map(({ name }) => said.get(name));
  const showsCertificate = served && parseGatewayShown(served);
  const pem = (file && parseCertificate(file)?.pem) ?? "";
  return showsCertificate === undefined ? [] : [{ gateway: member.id, showsCertificate, pem }];
}
