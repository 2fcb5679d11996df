import { rmSync } from "node:fs";
import type { Fault } from "./fault.ts";

/** Faults of one Mac. */
export const HOST_FAULTS: readonly Fault[] = [
  {
    kind: "slow-network",
    sentence: "SSH to the host takes 120 ms each way and carries 256 KiB per second.",
    strike: ({ mac }) => mac.connectBy({ delay: 120, bandwidth: 256 * 1024 }),
    clear: ({ mac }) => mac.connectBy(undefined),
  },
  {
    kind: "disk-full",
    sentence: "df shows 8 KiB free and downloads to a file end with curl's exit 23.",
    strike: ({ mac }) => {
      mac.state.write("disk", "8");
      mac.state.write("disk-full", "yes");
    },
    clear: ({ mac }) => {
      mac.state.reset("disk");
      rmSync(mac.state.path("disk-full"), { force: true });
    },
  },
  {
    kind: "os-drift",
    sentence: "A background security improvement changes the OS build and adds (a) to the version.",
    strike: ({ mac }) => {
      mac.state.write("os/BuildVersion", "25G831280a");
      mac.state.write("os/ProductVersionExtra", "(a)");
    },
    clear: ({ mac }) => {
      mac.state.reset("os/BuildVersion");
      mac.state.reset("os/ProductVersionExtra");
    },
  },
  {
    kind: "dead-host",
    sentence: "The machine is off: nobody answers SSH and every job is gone.",
    strike: ({ mac }) => mac.halt(),
    clear: ({ mac }) => mac.revive(),
  },
  {
    kind: "reboot",
    sentence: "The machine restarts: a new boot session, and launchd loads what is not disabled.",
    strike: ({ mac }) => mac.reboot(),
  },
  {
    kind: "host-key",
    sentence: "sshd shows another host key, as after a reinstallation or with somebody in between.",
    strike: ({ mac }) => mac.newHostKey(),
    clear: ({ mac }) => mac.oldHostKey(),
  },
];
