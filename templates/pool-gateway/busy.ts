import type { GatewayGroup, GatewayWish, OverflowRoute } from "./wish.ts";

/** How many requests of each lane and group run or wait at hosts, as this worker has sent them. */
const TABLE = "in-flight";

/** What leaves the pool when it is busy. */
const leaving = ({ overflows }: GatewayWish): readonly OverflowRoute[] =>
  overflows.flatMap(({ above, routes }) => (above === undefined ? [] : routes));

const isCounted = ({ name }: GatewayGroup, wish: GatewayWish): boolean =>
  leaving(wish).some(({ group }) => group === name);

const counted = (wish: GatewayWish): readonly GatewayGroup[] =>
  wish.groups.filter((group) => isCounted(group, wish));

/** What a request that goes to hosts is counted by. */
export const countRules = (group: GatewayGroup, wish: GatewayWish): string =>
  isCounted(group, wish) ? `    http-request track-sc0 var(txn.place) table ${TABLE}\n` : "";

export const countTable = (wish: GatewayWish): readonly string[] =>
  counted(wish).length === 0
    ? []
    : [`backend ${TABLE} from base\n    stick-table type string len 128 size 10k expire 1h store conn_cur\n`];

/** A lane, and how many of its requests one host runs at once. */
interface Share {
  readonly lane: string;
  readonly most: number;
}

const slotsOf = ({ hosts }: GatewayGroup): number => hosts[0]?.slots ?? 1;

function shares(group: GatewayGroup, { lanes, routes }: GatewayWish): readonly Share[] {
  const mine = lanes.filter(({ name }) =>
    routes.some((route) => route.lane === name && route.group === group.name),
  );
  return mine.map(({ name, streams }) => ({ lane: name, most: Math.min(streams, slotsOf(group)) }));
}

/** A rule for the requests that `when` names; it sets a variable of the request. */
const setter =
  (when: string) =>
  (name: string, value: string, more = ""): string =>
    `    http-request set-var(txn.${name}) ${value} ${when}${more}`;

/** `txn.beyond`: requests of the lane that run or wait beyond what the hosts that are up run of it at once. */
function beyondLane(group: GatewayGroup, wish: GatewayWish, when: string): readonly string[] {
  const set = setter(when);
  const mayLeave = ({ lane }: Share): boolean =>
    leaving(wish).some((route) => route.lane === lane && route.group === group.name);
  return [
    ...shares(group, wish)
      .filter(mayLeave)
      .map(({ lane, most }) =>
        set("most", `nbsrv(${group.name}),mul(${most})`, ` { var(txn.lane) -m str ${lane} }`),
      ),
    set("beyond", `var(txn.place),table_conn_cur(${TABLE}),sub(txn.most)`),
  ];
}

/**
 * Lanes that may run more together than there are slots wait for one another as well. Each takes part with what its caps let
 * through: what waits for its own lane is in nobody's way.
 */
function beyondSlots(group: GatewayGroup, wish: GatewayWish, when: string): readonly string[] {
  const all = shares(group, wish);
  if (all.reduce((sum, { most }) => sum + most, 0) <= slotsOf(group)) return [];
  const set = setter(when);
  return [
    set("running", "int(0)"),
    ...all.flatMap(({ lane, most }) => [
      set("part", `str(${lane}:${group.name}),table_conn_cur(${TABLE})`),
      set("most", `nbsrv(${group.name}),mul(${most})`),
      set("part", "var(txn.most)", " { var(txn.part),sub(txn.most) gt 0 }"),
      set("running", "var(txn.running),add(txn.part)"),
    ]),
    set("room", `nbsrv(${group.name}),mul(${slotsOf(group)})`),
    set("running", "var(txn.running),sub(txn.room)"),
    set("beyond", "var(txn.running)", " { var(txn.running),sub(txn.beyond) gt 0 }"),
  ];
}

/** Rules of the front door that say how busy the hosts are for a request; `condition` names those that may leave. */
export const busyRules = (wish: GatewayWish, condition: string): readonly string[] => {
  const groups = counted(wish);
  if (groups.length === 0) return [];
  const place = "    http-request set-var(txn.place) var(txn.lane),concat(:,txn.group) if routed";
  return [
    place,
    ...groups.flatMap((group) => {
      const when = `if ${condition} { var(txn.group) -m str ${group.name} }`;
      return [...beyondLane(group, wish, when), ...beyondSlots(group, wish, when)];
    }),
  ];
};
