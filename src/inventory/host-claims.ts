import schema from "../../inventory/schema/pool.schema.json" with { type: "json" };
import type { Path } from "./objection.ts";
import type { Problem } from "./problem.ts";
import { validated } from "./schema.ts";
import { openSource, type Source } from "./source.ts";

/** A host that a pool file lists: the installation on one Mac that only one pool may change. */
export interface HostClaim {
  /** Equal for two claims of the same machine. */
  readonly place: string;
  readonly at: Path;
  readonly source: Source;
}

interface HostPlace {
  readonly address?: unknown;
  readonly port?: number;
  readonly root?: string;
}

/** Every host that a pool file lists, whatever else is wrong with the file; `undefined` when it is no YAML that can be read. */
export function hostClaims(text: string, file: string): readonly HostClaim[] | undefined {
  const source = openSource(text, file);
  if (source.value === undefined) return undefined;
  const { value } = validated<{ readonly hosts?: unknown } | null>(schema, source.value, source.typed);
  return Object.entries((value?.hosts ?? {}) as Readonly<Record<string, HostPlace | null>>).flatMap(
    ([name, host]) => {
      const { address, port = 22, root = "/" } = host ?? {};
      if (typeof address !== "string") return [];
      const place = `${address.toLowerCase()} port ${port}, root ${root}`;
      return [{ place, at: ["hosts", name, "address"], source }];
    },
  );
}

/** The hosts of a pool that other pools of the inventory list, too. */
export function doubleClaims(mine: readonly HostClaim[], others: readonly HostClaim[]): readonly Problem[] {
  const owners = new Map(others.map((claim) => [claim.place, claim]));
  return mine.flatMap(({ place, at, source }) => {
    const other = owners.get(place);
    if (other === undefined) return [];
    const found = `${place}, as at ${standing(other)}`;
    return [source.locate({ at, found, wanted: "each Mac in one pool", todo: TODO })];
  });
}

/** `inventory/pools/plum.yaml:12:14 hosts.mac-07.address`. */
function standing({ at, source }: HostClaim): string {
  const { file, line, col, path } = source.locate({ at, found: "", wanted: "", todo: "" });
  return `${file}:${line}:${col} ${path}`;
}

const TODO =
  "take it out of one of the two: move it to `retired:` there and deploy that pool, or correct the address that is wrong";
