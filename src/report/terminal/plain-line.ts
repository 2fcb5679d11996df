import type { Event, EventBody } from "../../model/event.ts";
import { listed } from "../../model/words.ts";
import { oneLine } from "../format.ts";
import { verdictText } from "./ink.ts";
import { rungLine } from "./rung-line.ts";

/** A step that is done needs no line of its own: the next one says so. */
const STATE = { done: undefined, noop: "nothing to do", failed: "FAILED" } as const;

const because = (text: string): string => (text === "" ? "" : `: ${text}`);

type Of<Kind extends EventBody["kind"]> = Extract<EventBody, { readonly kind: Kind }>;

const waves = ({ waves: all }: Of<"run-started">): string =>
  all.map(({ name, hosts }) => `${name} (${listed(hosts)})`).join(", then ");

function judged({ verdict, findings }: Of<"host-judged">): string {
  const open = findings.filter((finding) => finding.verdict !== "pass");
  const said = open.map(
    ({ rule, saw, reason }) => `${rule}: saw ${saw}${reason === "" ? "" : ` (${reason})`}`,
  );
  return [verdictText(verdict), ...said].join("; ");
}

function told(event: Event): string {
  switch (event.kind) {
    case "run-started":
      return `${event.verb} ${event.pool}, run ${event.run}: ${waves(event)}`;
    case "host-started":
      return "begins";
    case "step-started":
      return `${event.step}${because(event.why)}`;
    case "step-ended":
      return STATE[event.state] === undefined
        ? ""
        : `${event.step} ${STATE[event.state]}${because(event.note)}`;
    case "rung-progress":
      return "";
    case "rung-ended":
      return rungLine(event).trimStart();
    case "host-judged":
      return judged(event);
    case "host-ended":
      return `${event.outcome}${because(event.note)}`;
    case "line":
      return event.text;
    case "run-ended":
      return `${event.verdict === undefined ? "ended" : verdictText(event.verdict)}, exit ${event.exit}${because(event.note)}`;
  }
}

/** One event as one line of a log: `22:10:04 mac-01 ...`. Nothing for lines that are empty. */
export function plainLine(event: Event): string | undefined {
  const text = oneLine(told(event)).trim();
  if (text === "") return undefined;
  const host = "host" in event && event.host !== undefined ? `${event.host} ` : "";
  return `${event.at.slice(11, 19)} ${host}${text}`;
}
