import { type Climbed, NOT_KNOWN } from "../../model/climbed.ts";
import { termsOf } from "../../model/contract.ts";
import type { Parties, Party } from "./party.ts";
import { settingTraits } from "./settings.ts";
import type { Trait } from "./trait.ts";

/** Everything by which climbs may differ. The terms come last: most of them differ because of something above. */
export const traitsOf = (parties: Parties): readonly Trait[] => [
  { what: "ladder revision", of: ({ climb }) => climb.revision },
  { what: "model", of: said("model"), allowance: "model" },
  { what: "engine", of: said("engine"), allowance: "engine" },
  {
    what: "slots",
    of: said("slots"),
    allowance: "slots",
    unknownOf: (party) => said("slots")(party) === NOT_KNOWN,
  },
  ...settingTraits(parties),
  { what: "machine", of: machineOf, allowance: "always" },
  ...termTraits(parties),
];

const said =
  (name: "model" | "engine" | "slots") =>
  ({ climbed }: Party): string =>
    climbed?.[name] ?? NOT_KNOWN;

export const machineOf = ({ climbed }: { readonly climbed: Climbed | undefined }): string =>
  climbed === undefined ? NOT_KNOWN : `${climbed.chip}, ${climbed.memory}`;

function termTraits({ a, b }: Parties): readonly Trait[] {
  const names = new Set([...a, ...b].flatMap(({ climb }) => Object.keys(termsOf(climb.contract))));
  return [...names].map((name) => ({
    what: name === "runtime" ? "runtime" : `${name} of the client`,
    of: ({ climb }: Party) =>
      JSON.stringify(new Map<string, unknown>(Object.entries(termsOf(climb.contract))).get(name)) ?? "none",
    ...(name === "runtime" && { allowance: "runtime" as const }),
  }));
}
