import type { FileVaultFacts } from "../../model/preparation.ts";
import { hand, noop, type Operation } from "../wish.ts";

/** FileVault is turned on and off by a person at the Mac or by an MDM; a playbook must not know the password. */
export const fileVault: Operation = (wish, { preparation }) => {
  const { host, pool } = wish;
  const found = preparation.fileVault;
  const words = { operation: "fileVault", subject: host.id };
  if (found === undefined)
    return [
      hand(
        { ...words, why: "fdesetup status says nothing that can be read" },
        "run it on the host and see why",
      ),
    ];
  if (found.note !== undefined)
    return [
      hand(
        { ...words, why: `FileVault is ${found.state}, but ${found.note}` },
        "finish it: restart the host",
      ),
    ];
  if (found.state === pool.preparation.fileVault) return [noop("fileVault", host.id, meaning(found))];
  return [hand({ ...words, why: meaning(found) }, found.state === "on" ? TURN_OFF : TURN_ON)];
};

/** What the posture means for restarts. */
const meaning = ({ state, authRestart }: FileVaultFacts): string => {
  if (state === "off") return "it is off: the host comes up by itself, and whoever takes the disk reads it";
  const planned = authRestart === false ? "no restart" : "only a restart that was planned";
  return `it is on: ${planned} comes up by itself; after a power cut it waits for a password`;
};

const TURN_OFF =
  "turn it off in System Settings > Privacy & Security, or write preparation.fileVault: on and plan who gives the password (from macOS 26 on by SSH)";
const TURN_ON = "turn it on in System Settings > Privacy & Security or by the MDM, and keep the recovery key";
