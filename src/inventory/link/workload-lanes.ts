import type { Objection } from "../objection.ts";
import { spelledOut } from "../typed-workload.ts";
import { oneOf } from "../words.ts";
import type { Link, Linked } from "./check.ts";
import { type Claim, closedTo, unprovable } from "./climb-lane.ts";
import { unknown } from "./unknown.ts";

/** Every lane of the workload that asks in a lane of the proxy of its own can do so on every host. */
export const workloadLaneLinks: readonly Link[] = [
  { reads: ["ladder"], check: (linked) => unusedLanes(linked) },
  { reads: ["ladder", "lanes", "models", "hosts"], check: proxyLanes },
];

/** A lane of the workload that asks in a lane of the proxy of its own. */
interface OwnLane {
  readonly load: string;
  readonly lane: string;
  readonly isSent: boolean;
}

const sent = ({ text: { ladder } }: Linked): readonly string[] =>
  ladder.workload ? spelledOut(ladder.workload, ladder).lanes.map(({ lane }) => lane) : [];

function ownLanes(linked: Linked): readonly OwnLane[] {
  const known = sent(linked);
  const lanes = Object.entries(linked.text.ladder.workload?.lanes ?? {});
  return lanes.map(([load, { lane }]) => ({ load, lane, isSent: known.includes(load) }));
}

const unusedLanes = (linked: Linked): readonly Objection[] =>
  ownLanes(linked)
    .filter(({ isSent }) => !isSent)
    .map(({ load }) => ({
      at: ["ladder", "workload", "lanes", load],
      on: "key",
      found: `${load}, which this workload does not send`,
      wanted: oneOf(sent(linked)),
      todo: "remove it, or name another workload",
    }));

/** The lane is there, may ask for what the workload sends in it, and every host has it. */
function proxyLanes(linked: Linked): readonly Objection[] {
  const { text } = linked;
  const used = ownLanes(linked).filter(({ isSent }) => isSent);
  const known = [...new Set(used.map(({ lane }) => lane))].filter((lane) => Object.hasOwn(text.lanes, lane));
  return [
    ...used.flatMap(({ load, lane }) => {
      const at = ["ladder", "workload", "lanes", load, "lane"];
      const strange = unknown({ at, name: lane, noun: "lane", known: Object.keys(text.lanes) });
      if (strange.length > 0) return strange;
      return [...closedTo(text, { at, lane, model: modelOf(text, load) }), ...guarded(text, { at, lane })];
    }),
    ...known.flatMap((lane) => hostsWithout(text, lane)),
  ];
}

const modelOf = ({ ladder: { model, workload } }: Linked["text"], load: string): string =>
  load === "embed" ? (workload?.embedModel ?? model) : model;

/** The ladder has a key and no certificate. */
const guarded = ({ lanes }: Linked["text"], { at, lane }: Omit<Claim, "model">): readonly Objection[] =>
  lanes[lane]?.certificates === undefined
    ? []
    : [
        {
          at,
          found: `lane ${lane}, which asks for a client certificate`,
          wanted: "a lane that a key alone opens",
          todo: "name another lane: the ladder shows no certificate",
        },
      ];

const hostsWithout = ({ hosts }: Linked["text"], lane: string): readonly Objection[] =>
  Object.entries(hosts).flatMap(([host, { lanes }]) =>
    unprovable({
      host,
      lacks: lanes.includes(lane) ? [] : [`lane ${lane}`],
      use: "in which the workload asks",
      todo: `add ${lane} to its lanes, or let the workload ask in another`,
    }),
  );
