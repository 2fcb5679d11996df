import { renderFactsScript } from "../../templates/host/facts-script.ts";
import { quoted } from "../../templates/host/quote.ts";
import type { Connection } from "../connectors/connection.ts";
import { resolveSecret } from "../connectors/secret.ts";
import { connect } from "../connectors/ssh.ts";
import { hostQuestions, parseHost } from "../facts/host.ts";
import type { HostFacts } from "../model/facts.ts";
import { Failure } from "../model/failure.ts";
import type { Pool } from "../model/pool.ts";
import type { Question } from "../model/question.ts";
import { hostInterest } from "../operations/interest.ts";
import type { HostWish } from "../operations/wish.ts";

/** What is needed to connect, whether the host is active or retired. */
export interface Target {
  readonly id: string;
  readonly address: string;
  readonly port: number;
  readonly hostKey?: string;
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
  });
}

/** Connects to a host of a wish; its key must be the one in the lock. */
export function reachHost({ pool, host, lock }: HostWish, inventory: string): ReturnType<typeof connect> {
  const { id, address, port } = host;
  const pin = lock.hosts[id];
  if (pin) return reach(pool, inventory, { id, address, port, hostKey: pin.hostKey });
  throw new Failure({
    code: "host-unpinned",
    subject: id,
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

/** What the facts script prints for these questions, in one round trip. Throws `facts-unreadable`. */
export async function ask(
  connection: Connection,
  wish: HostWish,
  questions: readonly Question[],
): Promise<string> {
  const script = renderFactsScript(wish.layout, questions);
  const ran = await connection.exec(`${asRoot(wish.pool)} -c ${quoted(script)}`);
  if (ran.exit === 0) return ran.stdout;
  const last = ran.stderr.trim().split("\n").at(-1);
  throw new Failure({
    code: "facts-unreadable",
    subject: wish.host.id,
    saw:
      ran.exit === undefined
        ? "the connection broke while facts were read"
        : `the facts script ended with ${ran.exit}: ${last}`,
    hint: "if sudo asks for a password, give the user of ssh.user a NOPASSWD rule; nothing was changed",
  });
}

/** Connects, works and lets go, however the work ends. */
export async function onHost<Result>(
  wish: HostWish,
  inventory: string,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const connection = await reachHost(wish, inventory);
  try {
    return await work(connection);
  } finally {
    connection.close();
  }
}

/** The facts of a host of which nothing else is wanted. */
export const learnOf = (wish: HostWish, inventory: string): Promise<HostFacts> =>
  onHost(wish, inventory, (connection) => learn(connection, wish));
