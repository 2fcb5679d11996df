import { type Layout, PROXY_LABEL, SERVICE_USER } from "../src/model/layout.ts";
import type { LaunchdJob } from "./launchd-plist.ts";

/**
 * The launchd job of the proxy: master-worker in the foreground. Without `-W` a reload would fork a child
 * that launchd does not know, and KeepAlive would start a third. SIGTERM cuts streams, so drain first. A host whose engines
 * have standbys keeps a folder beside it that says which of them serve.
 */
export function haproxyJob(layout: Layout, program: string, hasStandby = false): LaunchdJob {
  const log = `${layout.logs}/haproxy.log`;
  return {
    label: PROXY_LABEL,
    programArguments: [
      `${layout.current}/proxy/${program}`,
      "-W",
      "-db",
      "-f",
      layout.lanesSetup,
      ...(hasStandby ? ["-f", layout.standby] : []),
      "-f",
      `${layout.current}/haproxy.cfg`,
    ],
    userName: SERVICE_USER,
    groupName: SERVICE_USER,
    environment: { HOME: layout.state, PATH: layout.searchPath },
    workingDirectory: layout.state,
    runAtLoad: true,
    keepAlive: true,
    throttleInterval: 5,
    exitTimeOut: 20,
    processType: "Interactive",
    numberOfFiles: 16_384,
    coreDumps: false,
    standardOutPath: log,
    standardErrorPath: log,
  };
}
