import { rmSync } from "node:fs";
import type { Fault } from "./fault.ts";
import { rot } from "./rot.ts";

/** The update that macOS takes by itself at night. */
const NIGHTLY = "26.6.3 25G91";

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
    kind: "os-updated",
    sentence: "macOS has updated itself by night: the machine restarts with 26.6.3 (25G91).",
    strike: ({ mac }) => {
      mac.state.write("os-next", NIGHTLY);
      return mac.reboot();
    },
    clear: ({ mac }) => {
      for (const name of ["ProductVersion", "BuildVersion", "ProductVersionExtra"])
        mac.state.reset(`os/${name}`);
    },
  },
  {
    kind: "filevault-locked",
    sentence:
      "Power was cut and FileVault is on: sshd takes no key and launchd starts no daemon until somebody unlocks the disk.",
    strike: ({ mac }) => {
      mac.state.write("filevault", "on");
      return mac.reboot();
    },
    clear: async ({ mac }) => {
      await mac.unlock();
      mac.state.reset("filevault");
    },
  },
  {
    kind: "gpu-resets",
    sentence:
      "The GPU is reset every second: recoveryCount grows in ioreg, and is 0 again when the fault is cleared.",
    strike: ({ mac }) => mac.state.write("gpu-resets-since", String(Math.floor(Date.now() / 1000))),
    clear: ({ mac }) => rmSync(mac.state.path("gpu-resets-since"), { force: true }),
  },
  {
    kind: "blob-rot",
    sentence: "One byte in the largest file of a model is another one: same name, same size, same time.",
    ...rot,
  },
  {
    kind: "dead-host",
    sentence: "The machine is off: nobody answers SSH and every job is gone.",
    strike: ({ mac }) => mac.halt(),
    clear: ({ mac }) => mac.revive(),
  },
  {
    kind: "no-ssh",
    sentence: "Remote Login is off: nobody answers SSH, and everything else serves on.",
    strike: ({ mac }) => mac.loginOff(),
    clear: ({ mac }) => mac.loginOn(),
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
