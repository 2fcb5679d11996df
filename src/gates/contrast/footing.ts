import type { Difference } from "../../model/contrast.ts";
import type { Parties, Party } from "./party.ts";

/** What a climb stood on beside its machine, model and engine, under the names of its report, and as people call it. */
const FOOTINGS: Readonly<Record<string, string>> = {
  os: "OS",
  "machine.os": "OS",
  "host.power": "power mode",
  "host.gpuMemory": "GPU memory",
  proxy: "proxy",
  "ladder.lane": "limits of the lane",
};

/** What is told by a digest only, which also moves with a port or a path of its host. */
const FILES: Readonly<Record<string, string>> = { "proxy.settings": "settings of the proxy" };

/** What the sides stood on and that differs. It may: it is told so that nobody takes it for time. */
export const footing = (parties: Parties): readonly Difference[] =>
  Object.entries(FOOTINGS).flatMap(([name, what]) => differing(parties, { what, of: saidAs(name) }));

/** What only the files of one host show to have moved, where nothing with a name did. */
export function unnamedFooting(
  parties: Parties,
  engine: (party: Party) => string | undefined,
): readonly Difference[] {
  if (!isOneHost([...parties.a, ...parties.b])) return [];
  return [
    ...differing(parties, { what: "how the engine is started", of: engine }),
    ...Object.entries(FILES).flatMap(([name, what]) => differing(parties, { what, of: saidAs(name) })),
  ];
}

/** True for climbs of one host of one pool. */
export const isOneHost = (all: readonly Party[]): boolean => new Set(all.map(placeOf)).size === 1;

const placeOf = ({ name, climb }: Party): string => `${name.slice(0, name.indexOf("@"))}/${climb.host}`;

interface Footing {
  readonly what: string;
  readonly of: (party: Party) => string | undefined;
}

const saidAs =
  (name: string) =>
  ({ footing: values }: Party): string | undefined =>
    values[name];

/** A side that pools several runs may have stood on several things; what a report does not say differs from nothing. */
function differing({ a, b }: Parties, { what, of }: Footing): readonly Difference[] {
  if ([...a, ...b].some((party) => of(party) === undefined)) return [];
  const [before, after] = [told(a, of), told(b, of)];
  return before === after ? [] : [{ what, a: before, b: after }];
}

const told = (parties: readonly Party[], of: Footing["of"]): string =>
  [...new Set(parties.map((party) => of(party) ?? ""))].sort(byText).join(", ");

const byText = (a: string, b: string): number => (a < b ? -1 : 1);
