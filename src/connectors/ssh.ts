import { NodeSSH } from "node-ssh";
import { Failure, sentence } from "../model/failure.ts";
import { openConduit } from "./conduit.ts";
import type { Connection, ExecOptions, Ran } from "./connection.ts";
import { ownCut } from "./cut.ts";
import { type HostKeyDoor, hostKeyDoor } from "./host-key.ts";
import { lineSplitter } from "./lines.ts";

/** Where to connect and as whom. */
export interface Destination {
  readonly subject: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** Private key, OpenSSH or PEM text. */
  readonly privateKey: string;
  /** `ssh-ed25519 AAAA...` from the lock; absent only while a host is being pinned. */
  readonly hostKey?: string;
  /** The host whose key it is in the lock; default: the subject. */
  readonly pinnedAs?: string;
  /** Milliseconds for TCP, key exchange and authentication together. */
  readonly timeout: number;
}

/** Modern and cheap; the host key is always the ed25519 one, so that a pin names one key. */
const ALGORITHMS = {
  kex: ["curve25519-sha256", "curve25519-sha256@libssh.org"],
  serverHostKey: ["ssh-ed25519"],
  cipher: ["aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes128-ctr"],
} as const;

/** A dropped link is noticed after 45 s instead of hanging a command for ever. */
const KEEPALIVE = { keepaliveInterval: 15_000, keepaliveCountMax: 3 };

/**
 * Connects; the host key is checked before anything is sent. Throws `host-unreachable`, `host-key-changed`, `ssh-refused`, and
 * the reason of its cut when the work that asks is cut off.
 */
export async function connect(to: Destination): Promise<Connection & { readonly hostKey: string }> {
  const cut = ownCut();
  cut?.throwIfAborted();
  const ssh = new NodeSSH();
  const hangUp = (): void => ssh.dispose();
  cut?.addEventListener("abort", hangUp, { once: true });
  const close = (): void => {
    cut?.removeEventListener("abort", hangUp);
    ssh.dispose();
  };
  const door = hostKeyDoor(to.hostKey);
  try {
    const connecting = ssh.connect({
      host: to.address,
      port: to.port,
      username: to.user,
      privateKey: to.privateKey,
      readyTimeout: to.timeout,
      hostVerifier: door.verify,
      algorithms: ALGORITHMS as never,
      authHandler: ["publickey"],
      ...KEEPALIVE,
    });
    // Nagle's algorithm waits for an acknowledgement, and a delayed one takes 40 ms, twice in every handshake.
    ssh.connection?.setNoDelay(true);
    await connecting;
    cut?.throwIfAborted();
    // A link that breaks later is told by the command under way, which ends without an exit code.
    ssh.connection?.on("error", () => undefined);
  } catch (cause) {
    close();
    cut?.throwIfAborted();
    throw connectFailure(to, door, cause);
  }
  return { ...connection(ssh), hostKey: door.seen() ?? "", close };
}

function connection(ssh: NodeSSH): Omit<Connection, "close"> {
  return {
    exec: (command, options) => exec(ssh, command, options),
    conduit: (command) => openConduit(ssh, command),
    upload: (local, remote) => ssh.putFile(local, remote),
    download: async (remote) => {
      const sftp = await ssh.requestSFTP();
      return new Promise((resolve, reject) => {
        sftp.readFile(remote, (error, data) => {
          sftp.end();
          if (error) reject(error);
          else resolve(data.toString("utf8"));
        });
      });
    },
  };
}

async function exec(ssh: NodeSSH, command: string, options: ExecOptions = {}): Promise<Ran> {
  const lines = lineSplitter(options.onLine);
  const ran = await ssh.execCommand(command, {
    ...(options.input !== undefined && { stdin: options.input }),
    ...(options.onLine && { onStdout: (chunk: Buffer) => lines.push(chunk) }),
    encoding: "latin1",
    noTrim: true,
  });
  lines.end();
  return {
    stdout: wholeText(ran.stdout),
    stderr: wholeText(ran.stderr),
    ...(ran.code !== null && { exit: ran.code }),
  };
}

/** node-ssh turns every packet into text by itself; one letter per byte keeps letters whole that two packets share. */
const wholeText = (bytes: string): string => Buffer.from(bytes, "latin1").toString("utf8");

function connectFailure(to: Destination, door: HostKeyDoor, cause: unknown): Failure {
  const reason = sentence(cause);
  const where = `${to.address}:${to.port}`;
  if (door.refused()) {
    return new Failure({
      code: "host-key-changed",
      subject: to.subject,
      saw: `${where} shows host key ${door.seen()}, the lock pins ${to.hostKey}`,
      hint: `if the machine was set up anew, prove the key out of band and pin with --accept hosts.${to.pinnedAs ?? to.subject}.hostKey; nothing was sent to it`,
      cause,
    });
  }
  if (/privateKey|passphrase/i.test(reason)) {
    return new Failure({
      code: "ssh-key-unreadable",
      subject: to.subject,
      saw: `the private key of ssh.key cannot be used (${reason})`,
      hint: "use an ed25519 key without a passphrase that only the deploying account can read",
      cause,
    });
  }
  if (/authentication/i.test(reason)) {
    return new Failure({
      code: "ssh-refused",
      subject: to.subject,
      saw: `${where} refused user ${to.user} with the configured key`,
      hint: "check ssh.user and ssh.key of the pool and authorized_keys on the host; a Mac whose FileVault waits for a password refuses every key, too",
      cause,
    });
  }
  return new Failure({
    code: "host-unreachable",
    subject: to.subject,
    saw: `no SSH connection to ${where} (${reason})`,
    hint: "check that the machine is on and that Remote Login is enabled; nothing was changed there",
    cause,
  });
}
