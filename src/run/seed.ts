import { quoted } from "../../templates/host/quote.ts";
import { pour } from "../connectors/conduit.ts";
import type { Connection } from "../connectors/connection.ts";
import { answers } from "../facts/fact.ts";
import { modelQuestions, parseBlobs } from "../facts/models.ts";
import { sentence } from "../model/failure.ts";
import { layout } from "../model/layout.ts";
import type { Host } from "../model/pool.ts";
import type { Step } from "../model/step.ts";
import { type FetchedBlob, fetchedBlobs } from "../operations/fetched-blob.ts";
import type { HostWish } from "../operations/wish.ts";
import { ask, asRoot, onHost } from "./reach.ts";
import type { Scene } from "./scene.ts";

/** Where a host gets blobs from, and with what. */
interface Ground {
  readonly wish: HostWish;
  readonly connection: Connection;
  readonly inventory: string;
}

/**
 * Brings blobs from other hosts of the pool, through this program, which keeps nothing of them. The act script verifies
 * each before it takes it, and fetches what did not come: nothing that happens here fails a run.
 */
export async function seedBlobs(scene: Scene, ground: Ground, steps: readonly Step[]): Promise<void> {
  const { pool, host } = ground.wish;
  let open = pool.supply.seed === "relay" ? fetchedBlobs(steps) : [];
  for (const other of pool.hosts) {
    if (open.length === 0) return;
    if (other.id === host.id) continue;
    const came = await fromHost(scene, ground, other, open);
    open = open.filter(({ hex }) => !came.has(hex));
  }
}

/** The digests that came from one host. */
async function fromHost(
  scene: Scene,
  ground: Ground,
  other: Host,
  open: readonly FetchedBlob[],
): Promise<ReadonlySet<string>> {
  const came = new Set<string>();
  const wish = { ...ground.wish, host: other, layout: layout(other.root) };
  try {
    await onHost(wish, ground.inventory, async (source) => {
      const blobs = await blobsOf(source, wish);
      for (const want of open.filter(({ hex, bytes }) => blobs[hex] === bytes)) {
        await relay(scene, { ...ground, source, from: wish }, want);
        came.add(want.hex);
      }
    });
  } catch (cause) {
    const why = sentence(cause);
    scene.tell({ kind: "line", host: ground.wish.host.id, text: `no seed from ${other.id}: ${why}` });
  }
  return came;
}

async function blobsOf(source: Connection, wish: HostWish): Promise<Readonly<Record<string, number>>> {
  const asked = modelQuestions(wish.layout).filter(({ name }) => name === "blobs");
  const answer = answers(await ask(source, wish, asked)).get("blobs");
  return answer ? parseBlobs(answer) : {};
}

interface Relay extends Ground {
  readonly source: Connection;
  /** The wish of the host that has the blob. */
  readonly from: HostWish;
}

async function relay(
  scene: Scene,
  { wish, connection, source, from }: Relay,
  want: FetchedBlob,
): Promise<void> {
  const host = wish.host.id;
  const step = `model ${want.step.subject} (seed)`;
  const root = asRoot(wish.pool);
  const read = `cat ${quoted(`${from.layout.models}/blobs/sha256-${want.hex}`)}`;
  // A path in a directory that others may write to: never through a link that lies there already.
  const write = `umask 077; rm -f ${quoted(want.seed)}; set -C; cat >${quoted(want.seed)}`;
  scene.tell({ kind: "step-started", host, step, why: `${from.host.id} has it` });
  try {
    const into = await connection.conduit(`${root} -c ${quoted(write)}`);
    await pour(await source.conduit(`${root} -c ${quoted(read)}`), into);
    scene.tell({ kind: "step-ended", host, step, state: "done", note: `from ${from.host.id}` });
  } catch (cause) {
    scene.tell({
      kind: "step-ended",
      host,
      step,
      state: "failed",
      note: "it is fetched from where it comes",
    });
    throw cause;
  }
}
