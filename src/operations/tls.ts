import { SERVICE_USER } from "../model/layout.ts";
import { noop, type Operation, run } from "./wish.ts";

/** The host's own certificate; its key is made on the host and never leaves it. */
export const tls: Operation = ({ layout, host }, facts) => {
  const file = `${layout.tls}/host.pem`;
  if (facts.directories.includes(file)) return [noop("tls", host.id, "the host has a certificate")];
  const words = { operation: "tls", subject: host.id, why: "the host has no certificate" };
  return [run(words, "certify", layout.tls, host.id, `${SERVICE_USER}:${SERVICE_USER}`)];
};
