import { GATEWAY_LABEL, type Layout } from "../src/model/layout.ts";
import { haproxyJob } from "./haproxy-job.ts";
import type { LaunchdJob } from "./launchd-plist.ts";

/** The launchd job of a gateway: as the proxy of a host, with the key of its health checks read first. */
export function gatewayJob(layout: Layout, program: string): LaunchdJob {
  const log = `${layout.logs}/gateway.log`;
  const start = [`${layout.current}/proxy/${program}`, "-W", "-db"];
  return {
    ...haproxyJob(layout, program),
    label: GATEWAY_LABEL,
    programArguments: [...start, "-f", layout.probeSetup, "-f", `${layout.current}/haproxy.cfg`],
    standardOutPath: log,
    standardErrorPath: log,
  };
}
