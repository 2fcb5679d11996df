import { type Layout, LOGS_LABEL, SERVICE_USER } from "../../src/model/layout.ts";
import type { ReleaseFile } from "../../src/model/spec.ts";
import { type LaunchdJob, renderPlist } from "../launchd-plist.ts";
import { scriptHead } from "./environment.ts";
import { quoted } from "./quote.ts";

/** Where the property list of a job of the host lies until it is installed. */
export const jobFile = ({ home }: Layout, label: string): string => `${home}/jobs/${label}.plist`;

/** A short job that runs as root: nothing of it stays. */
export const hostJob = (layout: Layout, label: string, command: readonly string[]): LaunchdJob => ({
  label,
  programArguments: command,
  userName: "root",
  groupName: "wheel",
  environment: { PATH: layout.searchPath },
  workingDirectory: "/",
  runAtLoad: true,
  keepAlive: false,
  throttleInterval: 60,
  exitTimeOut: 30,
  processType: "Background",
  coreDumps: false,
  standardOutPath: "/dev/null",
  standardErrorPath: "/dev/null",
});

/** Seconds between two looks at the logs. */
const HOURLY = 3600;

/** Files of the log keeping: newsyslog's rule, the program that empties what launchd holds open, and its job. */
export function logsFiles(layout: Layout): readonly ReleaseFile[] {
  const program = `${layout.home}/jobs/empty-logs.sh`;
  const job = { ...hostJob(layout, LOGS_LABEL, ["/bin/sh", program]), startInterval: HOURLY };
  return [
    { path: `${layout.etc}/newsyslog.d/espalier.conf`, text: newsyslog(layout), mode: "0644" },
    { path: program, text: emptyLogs(layout), mode: "0755" },
    { path: jobFile(layout, LOGS_LABEL), text: renderPlist(job), mode: "0644" },
  ];
}

/** 50 MB, seven archives; G: the path is a glob, N: signal nobody, Z: gzip. newsyslog.conf(5). */
const newsyslog = ({ logs }: Layout): string => `\
# Written by Espalier. Only archives, which no program holds open: newsyslog cannot copy and truncate.
# logfilename                owner:group              mode count size when flags
${logs}/archive/*.log ${SERVICE_USER}:${SERVICE_USER} 640 7 51200 * GNZ
`;

/**
 * launchd opened the logs of its jobs and goes on writing into whatever they are renamed to. So a large one is added to
 * its archive and emptied in place; a line written between the two is lost. The account of the jobs owns the logs and this
 * runs as root: what was put in the place of a log, or has another name elsewhere, is left alone.
 */
const emptyLogs = (layout: Layout): string => `\
${scriptHead(layout)}
logs=${quoted(layout.logs)}
mkdir -p "$logs/archive"
find "$logs" -maxdepth 1 -type f -name '*.log' -size +20480k | while read -r log; do
  perl -MFcntl -e '
    sysopen my $log, $ARGV[0], O_RDWR | O_NOFOLLOW or die "$ARGV[0]: $!\\n";
    -f $log && (stat _)[3] == 1 or die "$ARGV[0] is not a file of one name\\n";
    open my $archive, ">>", $ARGV[1] or die "$ARGV[1]: $!\\n";
    my $bytes;
    while (sysread $log, $bytes, 1 << 20) { print $archive $bytes or die "$ARGV[1]: $!\\n" }
    close $archive or die "$ARGV[1]: $!\\n";
    truncate $log, 0' "$log" "$logs/archive/\${log##*/}"
done
`;
