import type { GatewayHost } from "../../../templates/pool-gateway/wish.ts";
import type { AuditLine } from "../../model/audit.ts";
import { digestOf, hexOf, shortOf } from "../../model/digest.ts";
import type { GatewayFacts, GatewayServer } from "../../model/facts.ts";
import { artifactDirectory, pinned } from "../artifact.ts";
import { certificateTrouble } from "../tls.ts";
import { admission, isStale } from "./admission.ts";
import { gatewayShower } from "./install.ts";
import { templateWish } from "./spec.ts";
import type { PoolGatewayWish } from "./wish.ts";

const line = (field: string, wanted: string, saw: string): AuditLine => ({
  field,
  wanted,
  saw,
  agrees: wanted === saw,
});

/** Every pin of a gateway, field by field, and the hosts it sees. What could not be read never agrees. */
export function auditGateway(wish: PoolGatewayWish, facts: GatewayFacts): readonly AuditLine[] {
  const release = shortOf(wish.spec.digest);
  const { artifact, pin } = pinned(wish, wish.pool.gateway.artifact);
  const directory = artifactDirectory({ artifact, pin });
  const [service] = facts.services;
  return [
    line(`artifact ${artifact.name}`, directory, facts.artifacts.includes(directory) ? directory : "absent"),
    line("release", release, facts.current ?? "none"),
    line("proven release", release, facts.good ?? "none"),
    ...wish.spec.files.map(({ path, text }) =>
      line(
        `file ${path}`,
        hexOf(digestOf(text)).slice(0, 12),
        facts.releaseFiles[path]?.slice(0, 12) ?? "absent",
      ),
    ),
    line("keys and certificates of hosts", AS_DESCRIBED, admitted(wish, facts)),
    ...Object.entries(wish.unread ?? {}).map(([host, why]) =>
      line(`certificate of ${host}`, "read from the host", `not read: ${why}`),
    ),
    line("certificate", AS_DESCRIBED, certificateTrouble(gatewayShower(wish), facts) ?? AS_DESCRIBED),
    line("service", "running", service?.state ?? "not loaded"),
    ...templateWish(wish).groups.map(({ name, hosts }) =>
      line(`hosts of ${name}`, serving(wish, hosts), upIn(name, facts.servers)),
    ),
    ...templateWish(wish).overflows.map(({ name }) => line(`overflow ${name}`, "up", standing(name, facts))),
  ];
}

/** The hosts of a group that the inventory lets serve. */
const serving = ({ pool }: PoolGatewayWish, hosts: readonly GatewayHost[]): string =>
  pool.hosts
    .filter(({ id, state }) => state === "serving" && hosts.some((host) => host.id === id))
    .map(({ id }) => id)
    .join(", ") || "none";

/** An upstream as the gateway sees it. */
const standing = (name: string, { servers }: GatewayFacts): string => {
  const mine = servers.filter(({ group, host }) => group.startsWith("over:") && host === name);
  if (mine.length === 0) return "not there";
  return mine.every(({ state }) => state === "UP") ? "up" : "down";
};

const AS_DESCRIBED = "as described";

function admitted(wish: PoolGatewayWish, facts: GatewayFacts): string {
  const open = admission(wish, facts).filter(({ kind }) => kind !== "noop");
  if (open.length === 0) return isStale(wish, facts) ? "another key of the health checks" : AS_DESCRIBED;
  return open.map(({ subject, why }) => `${subject}: ${why}`).join("; ");
}

/** The hosts of a group that a request may go to now. */
export const upIn = (group: string, servers: readonly GatewayServer[]): string =>
  servers
    .filter((server) => server.group === group && server.state === "UP")
    .map(({ host }) => host)
    .join(", ") || "none";
