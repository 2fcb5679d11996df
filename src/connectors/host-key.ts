/** Looks at the key a host shows and lets it pass or not. */
export interface HostKeyDoor {
  readonly verify: (key: Buffer) => boolean;
  /** The key shown, as in known_hosts. */
  readonly seen: () => string | undefined;
  readonly refused: () => boolean;
}

/** A door that opens for `pinned` only; without a pin it opens for any key and remembers it. */
export function hostKeyDoor(pinned: string | undefined): HostKeyDoor {
  let shown: string | undefined;
  return {
    verify: (key) => {
      shown = knownHostsForm(key);
      return pinned === undefined || shown === pinned;
    },
    seen: () => shown,
    refused: () => pinned !== undefined && shown !== undefined && shown !== pinned,
  };
}

/** `ssh-ed25519 AAAA...` from the wire form: a length, the type, the key. */
function knownHostsForm(key: Buffer): string {
  const length = key.readUInt32BE(0);
  return `${key.subarray(4, 4 + length).toString("ascii")} ${key.toString("base64")}`;
}
