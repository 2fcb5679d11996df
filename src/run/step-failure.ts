import type { Deed } from "../../templates/host/act-script.ts";
import type { Ran } from "../connectors/connection.ts";
import { Failure } from "../model/failure.ts";

/** The act script's exit code when another one is at work. */
const BUSY = 75;

/** Its exit code on a host of another pool. */
const OWNED = 77;

/** Why the act script ended before its time, at the deed that it was at. */
export function stepFailure(host: string, deed: Deed | undefined, ran: Ran): Failure {
  const said = ran.stderr.trim().split("\n").slice(-3).join(" | ");
  const subject = deed ? `${host}: ${deed.operation} ${deed.subject}` : host;
  if (ran.exit === undefined) {
    const saw = "the connection broke while steps were done";
    return new Failure({
      code: "connection-lost",
      subject,
      saw,
      hint: "run it again: it goes on where it stopped",
    });
  }
  if (ran.exit === BUSY) {
    const hint = "another controller works on it, or one that died a moment ago: wait, then run it again";
    return new Failure({ code: "host-busy", subject: host, saw: said, hint });
  }
  if (ran.exit === OWNED) {
    const hint = "`espalier plan` says how it comes to this pool; nothing was changed there";
    return new Failure({ code: "host-owned", subject: host, saw: said, hint });
  }
  const saw = said === "" ? `the act script ended with ${ran.exit}` : said;
  return new Failure({
    code: "step-failed",
    subject,
    saw,
    hint: "mend the cause and run it again; done steps are kept",
  });
}
