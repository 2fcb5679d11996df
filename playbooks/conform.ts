// Hold everything that is assumed of a Mac against a real one, and keep what was seen.
import { runLocal } from "../src/connectors/local.ts";
import { EXIT, type ExitCode, Failure } from "../src/model/failure.ts";
import { layout } from "../src/model/layout.ts";
import type { Host } from "../src/model/pool.ts";
import { isRefuted } from "../src/operations/conformance.ts";
import type { Clock } from "../src/run/clock.ts";
import { type Conformed, conform } from "../src/run/conform.ts";
import { asRoot, over, reach } from "../src/run/reach.ts";
import { type Described, describe, recordedLock } from "../src/run/stage.ts";
import { poolNames } from "../src/store/inventory.ts";
import { bundleLadder } from "../src/store/ladder-bundle.ts";
import type { Workspace } from "../src/store/workspace.ts";
import { quoted } from "../templates/host/quote.ts";

export interface ConformWish {
  readonly folders: Workspace;
  readonly clock: Clock;
  /** Also what changes something for a moment. */
  readonly invasive: boolean;
}

export type ConformResult = Conformed & { readonly exit: ExitCode };

const ended = (conformed: Conformed): ConformResult => ({
  ...conformed,
  exit: isRefuted(conformed.record) ? EXIT.differs : EXIT.done,
});

/** Looks at a host of the inventory; exit 2 when an assumption is refuted there. */
export async function conformHost(wish: ConformWish, name: string): Promise<ConformResult> {
  const { described, host } = await hostOf(wish.folders, name);
  const { pool, folders, ladder } = described;
  const { id, address, port } = host;
  const hostKey = (await recordedLock(described))?.hosts[id]?.hostKey;
  if (hostKey === undefined) throw unpinned(pool.id, id);
  return over(reach(pool, folders.inventory, { id, address, port, hostKey }), async (connection) => {
    const run = (script: string) => connection.exec(`${asRoot(pool)} -c ${quoted(script)}`);
    const subject = { name: id, layout: layout(host.root), run };
    return ended(await conform({ ...wish, ...folders, ladder: ladder.revision }, subject));
  });
}

/** Looks at this machine, with the rights of whoever runs it. */
export async function conformHere(wish: ConformWish): Promise<ConformResult> {
  const { revision } = await bundleLadder();
  const run = (script: string) => runLocal(["/bin/sh", "-c", script]);
  const subject = { name: "local", layout: layout("/"), run };
  return ended(await conform({ ...wish, ...wish.folders, ladder: revision }, subject));
}

/** The host of that name, in whichever pool it is. */
async function hostOf(
  folders: Workspace,
  name: string,
): Promise<{ readonly described: Described; readonly host: Host }> {
  const known: string[] = [];
  for (const pool of await poolNames(folders.inventory)) {
    const described = await describe(folders, pool);
    const host = described.pool.hosts.find(({ id }) => id === name);
    if (host) return { described, host };
    known.push(...described.pool.hosts.map(({ id }) => id));
  }
  throw new Failure({
    code: "host-unknown",
    subject: name,
    saw: "no pool of the inventory has such a host",
    hint: known.length > 0 ? `hosts here: ${known.join(", ")}` : "describe a pool first, or use --local",
    exit: EXIT.usage,
  });
}

const unpinned = (pool: string, host: string): Failure =>
  new Failure({
    code: "host-unpinned",
    subject: host,
    saw: "the lock has no host key for it",
    hint: `run \`espalier pin ${pool}\``,
  });
