import { failed, type Reply } from "./codes.ts";
import type { Launchd } from "./launchd.ts";

const USAGE: Reply = { code: 64, text: "Usage: launchctl <subcommand> ... | help [subcommand]\n" };
const unknownDomain = (verb: string): Reply => failed(verb, 112);

/** The label in `system/LABEL`; `undefined` for any other target. */
const labelIn = (target: string | undefined): string | undefined => /^system\/(.+)$/.exec(target ?? "")?.[1];

type Verb = (launchd: Launchd, words: readonly string[]) => Reply | Promise<Reply>;

const switches = (words: readonly string[]) => ({
  kill: words.some((word) => /^-\w*k/.test(word)),
  print: words.some((word) => /^-\w*p/.test(word)),
  rest: words.filter((word) => !word.startsWith("-")),
});

function withLabel(verb: string, target: string | undefined, deed: (label: string) => Reply): Reply {
  const label = labelIn(target);
  return label === undefined ? unknownDomain(verb) : deed(label);
}

/** The verbs of launchctl that change something; `print` and its kin read state files without asking. */
const VERBS: Readonly<Record<string, Verb>> = {
  bootstrap: (launchd, [domain, path]) =>
    domain === undefined || path === undefined ? USAGE : launchd.bootstrap(domain, path),
  bootout: (launchd, [target, path]) => (target === undefined ? USAGE : launchd.bootout(target, path)),
  kickstart: (launchd, words) => {
    const { rest, ...how } = switches(words);
    return withLabel("Kickstart", rest[0], (label) => launchd.kickstart(label, how));
  },
  kill: (launchd, [signal, target]) =>
    signal === undefined ? USAGE : withLabel("Kill", target, (label) => launchd.kill(signal, label)),
  enable: (launchd, [target]) => withLabel("Enable", target, (label) => launchd.override(label, false)),
  disable: (launchd, [target]) => withLabel("Disable", target, (label) => launchd.override(label, true)),
};

/** Runs one `launchctl` command line. */
export async function launchctl(launchd: Launchd, argv: readonly string[]): Promise<Reply> {
  const [verb = "", ...words] = argv;
  const act = VERBS[verb];
  return act === undefined ? { code: 64, text: `Unrecognized subcommand: ${verb}\n` } : act(launchd, words);
}
