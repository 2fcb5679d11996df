import type { Layout } from "../../model/layout.ts";
import type { BackupFacts } from "../../model/preparation.ts";
import type { Answer } from "../fact.ts";

/** Time Machine's own settings; macOS shows them to sessions with Full Disk Access only. */
const settings = ({ root }: Layout): string =>
  `${root === "/" ? "" : root}/Library/Preferences/com.apple.TimeMachine.plist`;

/** `tmutil` waits for a daemon that may be busy for long, hence a deadline, seconds. */
export const backupsQuestion = (paths: Layout) => ({
  name: "backups",
  script: `within 10 tmutil isexcluded '${paths.home}'
within 10 tmutil destinationinfo 2>&1
if [ ! -e '${settings(paths)}' ]; then echo 'automatic off'
elif plutil -convert xml1 -o - '${settings(paths)}'; then echo 'automatic as said'
else echo 'automatic closed'; fi`,
});

/** Whether Espalier's home is left out, whether backups run by themselves, and where they would go. */
export function parseBackups({ stdout }: Answer): BackupFacts | undefined {
  const said = /^automatic (.*)$/m.exec(stdout)?.[1];
  if (said === undefined) return undefined;
  const destinations = destinationsIn(stdout);
  return {
    excluded: /^\[Excluded\]/m.test(stdout),
    automatic: said === "closed" ? "closed" : isAutomatic(stdout) ? "on" : "off",
    ...(destinations !== undefined && { destinations }),
  };
}

const isAutomatic = (text: string): boolean => /<key>AutoBackup<\/key>\s*<(?:integer>1|true)/.test(text);

function destinationsIn(text: string): number | undefined {
  if (/No destinations configured/.test(text)) return 0;
  const named = text.match(/^ID +: /gm)?.length ?? 0;
  return named > 0 ? named : undefined;
}
