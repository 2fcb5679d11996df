import type { Layout } from "../../model/layout.ts";
import type { Question } from "../../model/question.ts";
import { diskQuestion, parseDisk } from "../disk.ts";
import type { Answer } from "../fact.ts";
import { hardwareQuestion, parseGpuMemory, parseHardware } from "../hardware.ts";
import { modelQuestions, parseBlobs } from "../models.ts";
import { osQuestion, parseOs } from "../os.ts";
import { pagesQuestion, parsePages } from "../pages.ts";
import { backupsQuestion, parseBackups } from "../preparation/backups.ts";
import { fileVaultQuestion, parseFileVault } from "../preparation/file-vault.ts";
import { firewallQuestion, parseFirewall } from "../preparation/firewall.ts";
import { parsePower, powerQuestion } from "../preparation/power.ts";
import { parseSpotlight, spotlightQuestion } from "../preparation/spotlight.ts";
import { parseManaged, parseUpdates, updatesQuestion } from "../preparation/updates.ts";
import { parseReleaseLinks } from "../releases.ts";
import { parseSums, sumsQuestion } from "../sums.ts";

/** A parser of facts with a question that every Mac answers; `read` gives `undefined` when it could not read. */
export interface LiveParser {
  /** The folder of its cases below `test/cases/facts`. */
  readonly fact: string;
  readonly question: Question;
  readonly read: (answer: Answer) => unknown;
  /** True where an answer of nothing is no failure: the thing may not be on the host. */
  readonly optional?: true;
}

/** A port on which nothing answers. */
const NOWHERE = "http://127.0.0.1:9/";
/** Files and links that every Mac has. */
const FILE = "/etc/hosts";
const LINK = "/dev/stdin";

const filled = <T extends object>(value: T): T | undefined =>
  Object.keys(value).length > 0 ? value : undefined;

function hardware(answer: Answer): unknown {
  const { memory, chip, bootId } = parseHardware(answer);
  return memory === undefined || chip === undefined || bootId === undefined
    ? undefined
    : { memory, chip, bootId };
}

function page(answer: Answer): unknown {
  const { exit, status } = parsePages(answer)(NOWHERE);
  return exit === 22 && status === 0 ? { status } : undefined;
}

/** Every parser that reads what a program of macOS prints. What only Espalier's own files say is not among them. */
export const liveParsers = (layout: Layout): readonly LiveParser[] => [
  { fact: "os", question: osQuestion, read: parseOs },
  { fact: "hardware", question: hardwareQuestion, read: hardware },
  { fact: "gpu-memory", question: hardwareQuestion, read: parseGpuMemory },
  { fact: "disk", question: diskQuestion(layout), read: parseDisk },
  { fact: "power", question: powerQuestion, read: parsePower },
  { fact: "spotlight", question: spotlightQuestion(layout), read: parseSpotlight },
  { fact: "backups", question: backupsQuestion(layout), read: parseBackups },
  { fact: "updates", question: updatesQuestion(layout), read: parseUpdates },
  { fact: "managed", question: updatesQuestion(layout), read: parseManaged },
  { fact: "file-vault", question: fileVaultQuestion, read: parseFileVault },
  { fact: "firewall", question: firewallQuestion(layout), read: parseFirewall },
  {
    fact: "sums",
    question: sumsQuestion(layout, "none", [FILE]),
    read: (answer) => parseSums(answer, layout, "none").all[FILE],
  },
  {
    fact: "release-links",
    question: { name: "link", script: `ls -l ${LINK}` },
    read: (answer) => parseReleaseLinks(answer)[LINK],
  },
  {
    fact: "blobs",
    question: {
      name: "blobs",
      script: modelQuestions(layout).find(({ name }) => name === "blobs")?.script ?? "",
    },
    read: (answer) => filled(parseBlobs(answer)),
    optional: true,
  },
  { fact: "pages", question: pagesQuestion([NOWHERE]), read: page },
];
