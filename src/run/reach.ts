import { renderFactsScript } from "../../templates/host/facts-script.ts";
import { quoted } from "../../templates/host/quote.ts";
import type { Connection, Ran } from "../connectors/connection.ts";
import { resolveSecret } from "../connectors/secret.ts";
import { connect } from "../connectors/ssh.ts";
import { hostQuestions, parseHost } from "../facts/host.ts";
import type { HostFacts } from "../model/facts.ts";
import { Failure } from "../model/failure.ts";
import type { Lock } from "../model/lock.ts";
import type { Host, Pool } from "../model/pool.ts";
import type { Question } from "../model/question.ts";
import { hostInterest } from "../operations/interest.ts";
import type { HostWish } from "../operations/wish.ts";

/** What is needed to connect, whether the host is active or retired. */
export interface Target {
  readonly id: string;
  readonly address: string;
  readonly port: number;
  readonly hostKey?: string;
  /** The host whose key it is in the lock; default: `id`. */
  readonly pinnedAs?: string;
}

/** Connects with the pool's key; with a pinned host key nothing else is talked to. */
export async function reach(pool: Pool, inventory: string, target: Target): ReturnType<typeof connect> {
  const key = await resolveSecret(pool.ssh.key, inventory);
  return connect({
    subject: target.id,
    address: target.address,
    port: target.port,
    user: pool.ssh.user,
    privateKey: key.reveal(),
    timeout: pool.ssh.connectTimeout,
    ...(target.hostKey !== undefined && { hostKey: target.hostKey }),
    ...(target.pinnedAs !== undefined && { pinnedAs: target.pinnedAs }),
  });
}

/** A machine of a pool, and the lock that has its host key. */
export interface PinnedTarget {
  readonly pool: Pool;
  readonly lock: Lock;
  readonly host: Host;
}

/** Connects to a host of a pool, told as `subject`; its key must be the one in the lock. Throws `host-unpinned`. */
export async function reachHost(
  { pool, host, lock }: PinnedTarget,
  inventory: string,
  subject: string = host.id,
): ReturnType<typeof connect> {
  const { address, port } = host;
  const pin = lock.hosts[host.id];
  if (pin)
    return reach(pool, inventory, { id: subject, address, port, hostKey: pin.hostKey, pinnedAs: host.id });
  throw new Failure({
    code: "host-unpinned",
    subject: host.id,
    saw: "the lock has no host key for it",
    hint: `run \`espalier pin ${pool.id}\``,
  });
}

/** The words that start a shell on the host with the rights that the pool grants. */
export const asRoot = (pool: Pool): string => (pool.ssh.become === "sudo" ? "sudo -n /bin/sh" : "/bin/sh");

/** One round trip to know: every fact of the host. */
export async function learn(connection: Connection, wish: HostWish): Promise<HostFacts> {
  const interest = hostInterest(wish);
  return parseHost(interest, await ask(connection, wish, hostQuestions(interest)));
}

/** Puts questions to a machine in one round trip, however the script ends. */
export const inquire = (
  connection: Connection,
  { pool, layout }: Pick<HostWish, "pool" | "layout">,
  questions: readonly Question[],
): Promise<Ran> => connection.exec(`${asRoot(pool)} -c ${quoted(renderFactsScript(layout, questions))}`);

/** What the facts script prints for these questions, in one round trip. Throws `facts-unreadable`. */
export const ask = async (
  connection: Connection,
  wish: HostWish,
  questions: readonly Question[],
): Promise<string> => whole(wish.host.id, await inquire(connection, wish, questions));

/** What a facts script printed that came to its end. Throws `facts-unreadable`. */
export function whole(subject: string, ran: Ran): string {
  if (ran.exit === 0) return ran.stdout;
  const last = ran.stderr.trim().split("\n").at(-1);
  throw new Failure({
    code: "facts-unreadable",
    subject,
    saw:
      ran.exit === undefined
        ? "the connection broke while facts were read"
        : `the facts script ended with ${ran.exit}: ${last}`,
    hint: "if sudo asks for a password, give the user of ssh.user a NOPASSWD rule; nothing was changed",
  });
}

/** Works over a connection and lets go of it, however the work ends. */
export async function over<Link extends Connection, Result>(
  connecting: Promise<Link>,
  work: (connection: Link) => Promise<Result>,
): Promise<Result> {
  const connection = await connecting;
  try {
    return await work(connection);
  } finally {
    connection.close();
  }
}

/** Connects to a host of a wish, works and lets go. */
export const onHost = <Result>(
  wish: HostWish,
  inventory: string,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> => over(reachHost(wish, inventory), work);

/** The facts of a host of which nothing else is wanted. */
export const learnOf = (wish: HostWish, inventory: string): Promise<HostFacts> =>
  onHost(wish, inventory, (connection) => learn(connection, wish));
