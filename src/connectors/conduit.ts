import { pipeline } from "node:stream/promises";
import type { NodeSSH } from "node-ssh";
import type { ClientChannel } from "ssh2";
import { lastWord } from "./last-word.ts";

/** A command on a host whose bytes go through this program and are kept nowhere. */
export interface Conduit {
  readonly channel: ClientChannel;
  /** How it ended; absent when the connection died under it. */
  readonly ended: Promise<{ readonly exit?: number; readonly stderr: string }>;
}

/** Starts a command and hands out both its ends. */
export async function openConduit(ssh: NodeSSH, command: string): Promise<Conduit> {
  const channel = await new Promise<ClientChannel>((resolve, reject) => {
    if (ssh.connection === null) return reject(new TypeError("the connection is closed"));
    ssh.connection.exec(command, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  let stderr = "";
  channel.stderr.on("data", (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-2000);
  });
  const ended = new Promise<Awaited<Conduit["ended"]>>((resolve) => {
    let exit: number | undefined;
    channel.on("exit", (code: number | null) => {
      exit = code ?? undefined;
    });
    channel.on("close", () => resolve({ stderr, ...(exit !== undefined && { exit }) }));
    channel.on("error", () => undefined);
  });
  return { channel, ended };
}

/** Lets what `from` prints flow into `into`; rejects when either of them does not end with 0. */
export async function pour(from: Conduit, into: Conduit): Promise<void> {
  // What is not read keeps a channel from closing.
  into.channel.resume();
  const flowed = pipeline(from.channel, into.channel.stdin).catch((cause: unknown) => {
    from.channel.close();
    into.channel.close();
    throw cause;
  });
  const [, source, target] = await Promise.all([flowed, from.ended, into.ended]);
  for (const ran of [source, target]) if (ran.exit !== 0) throw new TypeError(lastWord(ran));
}
