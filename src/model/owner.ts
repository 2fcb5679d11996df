/** Whose a host is: the pool that installs and releases it, and the name that it has there. */
export interface Owner {
  readonly pool: string;
  readonly host: string;
}

/** The owner as the file on the host says it; `src/facts/owner.ts` reads it. */
export const ownerText = ({ pool, host }: Owner): string => `pool ${pool}\nhost ${host}\n`;
