import { createConnection } from "node:net";

/** A TCP port, and how long to wait for it, milliseconds. */
export interface Port {
  readonly address: string;
  readonly port: number;
  readonly timeout: number;
}

/** True when somebody takes a connection there; nothing is sent. */
export const isTaken = ({ address, port, timeout }: Port): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ host: address, port, timeout });
    const end = (isOpen: boolean) => (): void => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once("connect", end(true)).once("timeout", end(false)).once("error", end(false));
  });
