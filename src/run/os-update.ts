import { escapedXml, renderOsUpdate } from "../../templates/host/os-update.ts";
import { quoted } from "../../templates/host/quote.ts";
import type { Connection } from "../connectors/connection.ts";
import { resolveSecret } from "../connectors/secret.ts";
import { answers } from "../facts/fact.ts";
import { type Offer, offersQuestion, parseOffers } from "../facts/offers.ts";
import { formatOs } from "../facts/os.ts";
import type { HostFacts } from "../model/facts.ts";
import { EXIT, Failure } from "../model/failure.ts";
import type { OsTriple } from "../model/lock.ts";
import type { OsOwner } from "../model/os.ts";
import { isUpdated } from "../operations/os-update.ts";
import type { HostWish } from "../operations/wish.ts";
import { editLock } from "../store/pool-edit.ts";
import { claimOf } from "./claim.ts";
import { asRoot, inquire, learnOf } from "./reach.ts";
import type { Scene } from "./scene.ts";
import type { Stage } from "./stage.ts";

/** How often a host that restarts is looked for, milliseconds. */
const LOOK_AGAIN = 2000;

/** What Apple offers to the host; asked of Apple by the host itself. */
export async function readOffers(connection: Connection, wish: HostWish): Promise<readonly Offer[]> {
  const { stdout } = await inquire(connection, wish, [offersQuestion]);
  const answer = answers(stdout).get(offersQuestion.name);
  return answer === undefined ? [] : parseOffers(answer);
}

/** The account that may update the Macs of a pool. Throws `owner-missing`. */
export function osOwner({ pool }: HostWish): OsOwner {
  if (pool.os?.owner) return pool.os.owner;
  throw new Failure({
    code: "owner-missing",
    subject: `${pool.source} os.owner`,
    saw: "on Apple silicon only a volume owner may update macOS, and the pool names none",
    hint: "add os.owner: { user: NAME, password: env:NAME }",
    exit: EXIT.badInventory,
  });
}

export interface Installation {
  readonly wish: HostWish;
  readonly inventory: string;
  readonly offer: Offer;
  readonly locked: boolean;
}

/**
 * Starts the update. A connection that breaks is the restart; an exit of 0 proves nothing. Throws `update-refused` when
 * softwareupdate says so itself.
 */
export async function install(scene: Scene, connection: Connection, work: Installation): Promise<void> {
  const { wish, offer, locked, inventory } = work;
  const owner = osOwner(wish);
  const password = (await resolveSecret(owner.password, inventory)).reveal();
  const script = renderOsUpdate(wish.layout, { label: offer.label, owner: owner.user, locked });
  const heard: string[] = [];
  const ran = await connection.exec(`${asRoot(wish.pool)} -c ${quoted(script)}`, {
    input: `${password}\n${escapedXml(password)}\n`,
    onLine: (text) => {
      heard.push(text);
      scene.tell({ kind: "line", host: wish.host.id, text });
    },
  });
  const trouble = heard.find((line) => /not enough free disk space/i.test(line));
  if (trouble === undefined && (ran.exit === undefined || ran.exit === 0)) return;
  throw new Failure({
    code: "update-refused",
    subject: `${wish.host.id}: ${offer.label}`,
    saw: trouble ?? (ran.stderr.trim().split("\n").at(-1) || `softwareupdate ended with ${ran.exit}`),
    hint: "mend the cause and run it again; the host is cordoned and runs what it ran",
  });
}

export interface Awaited {
  readonly wish: HostWish;
  readonly inventory: string;
  readonly target: OsTriple;
  /** `kern.bootsessionuuid` before the restart. */
  readonly bootId: string | undefined;
}

/**
 * Waits for another boot session, within `os.deadline`, and for the target in it. Throws `restart-missed` when none comes
 * and `os-unchanged` when the Mac restarts with another build than the target.
 */
export async function awaitRestart({ clock }: Scene, awaited: Awaited): Promise<HostFacts> {
  const { wish, target, bootId } = awaited;
  const end = clock.now() + (wish.pool.os?.deadline ?? 0);
  for (;;) {
    const facts = await look(awaited);
    const isNew = facts?.bootId !== undefined && facts.bootId !== bootId;
    if (facts && isNew && isUpdated(facts, target)) return facts;
    if (facts && isNew && facts.os) throw unchanged(wish, target, facts.os);
    if (clock.now() + LOOK_AGAIN > end) throw missed(wish, facts);
    await clock.sleep(LOOK_AGAIN);
  }
}

async function look({ wish, inventory }: Awaited): Promise<HostFacts | undefined> {
  try {
    return await learnOf(wish, inventory);
  } catch (error) {
    const isAway =
      error instanceof Failure && (error.code === "host-unreachable" || error.code === "facts-unreadable");
    if (isAway) return undefined;
    throw error;
  }
}

const missed = ({ host, pool }: HostWish, facts: HostFacts | undefined): Failure =>
  new Failure({
    code: "restart-missed",
    subject: host.id,
    saw: facts
      ? "it has not restarted within os.deadline"
      : "it has not come back within os.deadline: it may still install, or wait for a FileVault password",
    hint: `look at the machine, then run \`espalier update-os ${pool.id} ${host.id}\` again: it goes on where it stopped`,
  });

const unchanged = ({ host }: HostWish, target: OsTriple, seen: OsTriple): Failure =>
  new Failure({
    code: "os-unchanged",
    subject: host.id,
    saw: `it restarted with macOS ${formatOs(seen)}, wanted ${formatOs(target)}`,
    hint: "read /var/log/install.log on the host; it stays cordoned",
  });

/** Writes the host's new OS into the lock as it is by now, and nothing else: hours may have passed since it was read. */
export async function pinOs(
  { clock }: Pick<Scene, "clock">,
  { folders, pool }: Pick<Stage, "folders" | "pool">,
  { host, os }: { readonly host: string; readonly os: OsTriple },
): Promise<void> {
  const claim = claimOf("update-os", clock);
  await editLock({ folders, pool: pool.id, claim }, (lock) => {
    const pin = lock?.hosts[host];
    if (lock === undefined || pin === undefined) throw new TypeError(`no pin for ${host}`);
    const { version, build, extra } = os;
    return { ...lock, hosts: { ...lock.hosts, [host]: { ...pin, os: { version, build, extra } } } };
  });
}
