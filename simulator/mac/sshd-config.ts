import { userInfo } from "node:os";
import { join } from "node:path";
import { layout } from "../../src/model/layout.ts";
import { readText } from "../files.ts";

export interface SshdFiles {
  readonly root: string;
  /** Holds host_key, authorized_keys and login. */
  readonly directory: string;
  /** Keys that open; a file that is not there opens nothing. */
  readonly keys: string;
  /** The real sftp-server program. */
  readonly sftp: string;
}

/** sshd without PAM refuses an account whose password is locked with `!`. */
const needsPam = (): boolean =>
  readText("/etc/shadow")
    ?.split("\n")
    .some((line) => line.startsWith(`${userInfo().username}:!`)) ?? false;

/** The configuration of one simulated Mac's OpenSSH server. */
export const sshdConfig = ({ root, directory, keys, sftp }: SshdFiles, port: number): string =>
  [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${join(directory, "host_key")}`,
    `AuthorizedKeysFile ${keys}`,
    `ForceCommand ${join(directory, "login")}`,
    `Subsystem sftp ${sftp} -d ${root}`,
    // One line: sshd keeps the first SetEnv only. SHLVL keeps Debian's bash from reading ~/.bashrc.
    `SetEnv HOME=${join(root, "Users/llmops")} ZDOTDIR=${directory} SHLVL=1`,
    "PidFile none",
    `UsePAM ${needsPam() ? "yes" : "no"}`,
    "StrictModes no",
    "PermitRootLogin prohibit-password",
    "PubkeyAuthentication yes",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "PermitUserRC no",
    "PermitUserEnvironment no",
    "MaxStartups 400:30:800",
    "MaxSessions 100",
    "PrintMotd no",
    "PrintLastLog no",
    "UseDNS no",
    "X11Forwarding no",
    "LogLevel INFO",
    "",
  ].join("\n");

/** The forced command: the PATH of a Mac, the root as directory, no file of the real user. */
export const loginScript = (root: string): string => `#!/bin/sh
PATH='${layout(root).searchPath}'
export PATH
unset BASH_ENV ENV SHLVL ZDOTDIR MAIL
command=\${SSH_ORIGINAL_COMMAND:-}
unset SSH_ORIGINAL_COMMAND
cd '${root}' || exit 1
[ -n "$command" ] || exec /bin/sh
exec /bin/sh -c "$command"
`;
