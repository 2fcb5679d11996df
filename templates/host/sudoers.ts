import { digestOf, hexOf } from "../../src/model/digest.ts";
import type { Layout } from "../../src/model/layout.ts";
import type { ReleaseFile } from "../../src/model/spec.ts";
import { DOORS } from "./act/doors.ts";
import { FILES } from "./act/files.ts";
import { scriptHead } from "./environment.ts";
import { quoted } from "./quote.ts";

/** sudo passes over names with a dot in them. */
export const sudoersPath = ({ etc }: Layout): string => `${etc}/sudoers.d/espalier`;

/** The one program that operators may run as root: subcommands, and nothing that takes a path or a command. */
export const helperFile = (layout: Layout): ReleaseFile => ({
  path: `${layout.home}/bin/espalier-host`,
  text: helper(layout),
  mode: "0755",
});

const helper = (layout: Layout): string => `#!/bin/sh
# espalier-host: what an operator may do on this Mac as root. Written by Espalier; sudo knows it by its sha256.
set -eu
${scriptHead(layout)}
DRAIN_MAP=${quoted(layout.drainMap)}
PROXY_SOCKET=${quoted(layout.proxySocket)}
${FILES.trim()}
${DOORS.trim()}

usage() {
  echo "usage: espalier-host drain SECONDS | footprint PID | thermal | jobs" >&2
  exit 64
}
number() { case $1 in '' | *[!0-9]*) usage ;; esac; }

case \${1:-} in
  drain)
    number "\${2:-60}"
    hold "by \${SUDO_USER:-root} on the host"
    drain "\${2:-60}" none
    ;;
  footprint)
    number "\${2:-}"
    footprint -p "$2" -f bytes --noCategories
    ;;
  thermal) powermetrics --samplers cpu_power,gpu_power,thermal -n 1 -i 1000 ;;
  jobs) launchctl list | grep com.espalier ;;
  *) usage ;;
esac
`;

/** Rules by digest: sudo itself refuses a program that was changed. */
export function sudoersFile(layout: Layout, operators: readonly string[]): ReleaseFile {
  const { path, text } = helperFile(layout);
  const rules = operators.map(
    (name) => `${name} ALL=(root) NOPASSWD: sha256:${hexOf(digestOf(text))} ${path}\n`,
  );
  return {
    path: `${layout.home}/sudoers`,
    text: `# Written by Espalier.\n${rules.join("")}`,
    mode: "0440",
  };
}
