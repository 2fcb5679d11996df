import type { Objection, Path } from "../objection.ts";
import { renaming } from "../words.ts";
import type { Link, Linked } from "./check.ts";

/** Every artifact a pool names is in the catalogue. */
export const artifactLinks: readonly Link[] = [
  { reads: ["engines"], check: engines },
  {
    reads: ["gateway"],
    check: (linked) => missing(linked, ["gateway", "artifact"], linked.text.gateway.artifact),
  },
  {
    reads: ["ladder"],
    check: (linked) => missing(linked, ["ladder", "runtime"], linked.text.ladder.runtime),
  },
];

function engines(linked: Linked): readonly Objection[] {
  return Object.entries(linked.text.engines).flatMap(([name, { artifact }]) =>
    missing(linked, ["engines", name, "artifact"], artifact),
  );
}

function missing({ catalogue }: Linked, at: Path, name: string): readonly Objection[] {
  const known = Object.keys(catalogue);
  if (known.includes(name)) return [];
  return [
    {
      at,
      found: `the unknown artifact ${JSON.stringify(name)}`,
      wanted: "an entry of inventory/artifacts.yaml",
      todo: renaming(name, known, `add an entry ${name} there, or name one of ${known.join(", ")}`),
    },
  ];
}
