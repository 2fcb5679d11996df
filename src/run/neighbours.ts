import { doubleClaims, hostClaims } from "../inventory/host-claims.ts";
import { inventoryFailure } from "../inventory/problem.ts";
import { type NamedText, poolNames, poolText } from "../store/inventory.ts";

/**
 * Refuses a pool that lists a Mac which another pool file beside it lists, too (exit 65). A file that is no YAML keeps no
 * other pool from its work: it is named on stderr, and the host itself says whose it is.
 */
export async function refuseDoubleClaims(inventory: string, pool: string, own: NamedText): Promise<void> {
  const names = (await poolNames(inventory)).filter((name) => name !== pool);
  const texts = await Promise.all(names.map((name) => poolText(inventory, name).catch(() => name)));
  const others = texts.map((other) =>
    typeof other === "string"
      ? { name: other }
      : { name: other.file, claims: hostClaims(other.text, other.file) },
  );
  const problems = doubleClaims(
    hostClaims(own.text, own.file) ?? [],
    others.flatMap(({ claims }) => claims ?? []),
  );
  if (problems.length > 0) throw inventoryFailure(problems);
  for (const { name, claims } of others) if (claims === undefined) process.stderr.write(unread(name, pool));
}

const unread = (file: string, pool: string): string =>
  `espalier: ${file} cannot be read: whether it lists a Mac of ${pool} is not known until the host says whose it is; mend the file (\`espalier pin --check\` with its name tells what is wrong), or take it out of pools/\n`;
