import type { Conduit } from "./conduit.ts";

/** A command that ran on a host. `exit` is absent when the connection died under it: never a success. */
export interface Ran {
  readonly exit?: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ExecOptions {
  /** Text for the command's standard input. */
  readonly input?: string;
  /** Called with every complete line of stdout as it comes. */
  readonly onLine?: (line: string) => void;
}

/** One authenticated connection to one host whose key is the pinned one. */
export interface Connection {
  exec(command: string, options?: ExecOptions): Promise<Ran>;
  upload(local: string, remote: string): Promise<void>;
  download(remote: string): Promise<string>;
  /** Starts a command whose bytes flow from or to another one: see `pour`. */
  conduit(command: string): Promise<Conduit>;
  close(): void;
}
