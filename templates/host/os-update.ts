import type { Layout } from "../../src/model/layout.ts";
import { scriptHead } from "./environment.ts";
import { quoted } from "./quote.ts";

/** What the update script is told. */
export interface OsUpdate {
  readonly label: string;
  /** A volume owner of the Mac: on Apple silicon nobody else may update it. */
  readonly owner: string;
  /** True when the disk is locked: the restart has to unlock it. */
  readonly locked: boolean;
}

/**
 * Installs one update and restarts; once begun it goes on when nobody listens any more, and a second call waits for it. The
 * password comes on standard input, in two lines: as it is, and as XML text. `printf`
 * is a word of the shell, so that no program's arguments ever hold it.
 */
export const renderOsUpdate = (layout: Layout, { label, owner, locked }: OsUpdate): string => `\
${scriptHead(layout)}
set -eu
marker=${quoted(`${layout.state}/os-update`)}
if read -r pid 2>/dev/null <"$marker" && ps -o command= -p "$pid" 2>/dev/null | grep -q 'softwareupdate --install'; then
  echo "an installation (pid $pid) is at work already: waiting for its restart"
  exit 0
fi
rm -f "$marker"
(set -C; echo $$ >"$marker")
trap '' HUP PIPE
IFS= read -r password
IFS= read -r escaped
${locked ? arming(owner) : ""}printf '%s\\n' "$password" |
  softwareupdate --install ${quoted(label)} --restart --agree-to-license --user ${quoted(owner)} --stdinpass
`;

/** The next restart unlocks the disk once; fdesetup(8). */
const arming = (owner: string): string => `\
printf '<?xml version="1.0" encoding="UTF-8"?>\\n<plist version="1.0"><dict><key>Username</key><string>%s</string><key>Password</key><string>%s</string></dict></plist>\\n' \\
  ${quoted(escapedXml(owner))} "$escaped" | fdesetup authrestart -inputplist -delayminutes -1
`;

/** Text as it may stand in XML. */
export const escapedXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
