import { gatewayDirectories } from "../../facts/directories.ts";
import { gatewayIdentity } from "../../model/certificate.ts";
import { SERVICE_USER } from "../../model/layout.ts";
import { artifactSteps, pinned } from "../artifact.ts";
import { admitProxy } from "../preparation/firewall.ts";
import { linkTo, releaseSteps } from "../release.ts";
import { certificateSteps, type Shower } from "../tls.ts";
import { noop, run } from "../wish.ts";
import type { GatewayOperation, PoolGatewayWish } from "./wish.ts";

export const account: GatewayOperation = ({ layout }, { serviceUser }) =>
  serviceUser
    ? [noop("account", SERVICE_USER, "the account exists")]
    : [
        run(
          { operation: "account", subject: SERVICE_USER, why: "no hidden account without a shell exists" },
          "ensure_account",
          SERVICE_USER,
          layout.home,
        ),
      ];

export const directories: GatewayOperation = ({ layout }, facts) => {
  const missing = gatewayDirectories(layout, SERVICE_USER).filter(
    ({ path }) => !facts.directories.includes(path),
  );
  if (missing.length === 0) return [noop("directories", layout.home, "all directories exist")];
  const words = { operation: "directories", why: "it is missing, or has another owner or mode" };
  return missing.map(({ path, owner, mode }) =>
    run({ ...words, subject: path }, "ensure_directory", path, owner, mode),
  );
};

export const artifacts: GatewayOperation = (wish, facts) => {
  const { firewall } = facts.preparation;
  const admitted = firewall?.state === "on" ? admitProxy(wish, firewall) : [];
  return [...artifactSteps(wish, facts, [pinned(wish, wish.pool.gateway.artifact)]), ...admitted];
};

/** Its names are its own and the address of the host that carries it; to hosts it shows that it is a gateway. */
export const gatewayShower = ({ pool, layout, authority, member, carrier }: PoolGatewayWish): Shower => ({
  pool,
  layout,
  ...(authority !== undefined && { authority }),
  host: { id: member.id, address: carrier.address },
  identity: gatewayIdentity(member.id),
});

export const tls: GatewayOperation = (wish, facts) => certificateSteps(gatewayShower(wish), facts);

export const release: GatewayOperation = (wish, facts) =>
  releaseSteps(wish, facts, [linkTo(wish, "proxy", wish.pool.gateway.artifact)]);
