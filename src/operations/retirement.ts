import { GATEWAY_LABEL, type Layout, SERVICE_USER } from "../model/layout.ts";
import type { Step } from "../model/step.ts";
import { run } from "./wish.ts";

/** Takes a host out for good: drain, stop and remove every job, remove what was installed. Done twice it finds nothing. */
export function retirementSteps(layout: Layout, seconds: string, why: string): readonly Step[] {
  const words = { operation: "retire", subject: layout.home, why };
  return [
    run({ ...words, operation: "drain" }, "drain", seconds, "none"),
    run(words, "retire_services"),
    run({ ...words, subject: "jobs, sudoers and newsyslog" }, "unprepare"),
    run(words, "forget", layout.logs),
    run({ ...words, subject: SERVICE_USER }, "forget_account", SERVICE_USER),
    run(words, "forget_home"),
  ];
}

/** Takes away the gateway that lies on a host which leaves; the other gateways serve on. Without one there is nothing to do. */
export function gatewayRetirementSteps(layout: Layout, why: string): readonly Step[] {
  const words = { operation: "retire", subject: layout.home, why };
  const plist = `${layout.launchDaemons}/${GATEWAY_LABEL}.plist`;
  return [run(words, "retire_gateway", GATEWAY_LABEL, plist), run(words, "forget_home")];
}
