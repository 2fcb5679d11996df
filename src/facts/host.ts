import type { HostFacts } from "../model/facts.ts";
import { installedPlist, type Layout, SERVICE_USER } from "../model/layout.ts";
import type { Question } from "../model/question.ts";
import { accountQuestion, parseAccount } from "./account.ts";
import { admittedQuestion, knownLanesQuestion, parseAdmitted, parseKnownLanes } from "./admission.ts";
import { certificateQuestion, parseCertificate } from "./certificate.ts";
import { directoriesQuestion, hostDirectories, parseLines } from "./directories.ts";
import { diskQuestion, parseDisk } from "./disk.ts";
import { type AskedEngine, enginePages, healthUrl, parseEngines, runningUrl, served } from "./engine.ts";
import { type Answer, answers } from "./fact.ts";
import { hardwareQuestion, parseHardware } from "./hardware.ts";
import { holdingsQuestions, parseHoldings } from "./holdings.ts";
import { jobsQuestion, parseService, serviceQuestion } from "./launchd.ts";
import { modelQuestions, parseBlobs, parseRot, rotQuestion } from "./models.ts";
import { parseOllamaSlots, serverConfigQuestion } from "./ollama-slots.ts";
import { osQuestion, parseOs } from "./os.ts";
import { ownerQuestion, parseOwner } from "./owner.ts";
import { pagesQuestion, parsePages } from "./pages.ts";
import { parsePreparation, preparationQuestions } from "./preparation/preparation.ts";
import { type AskedProgram, parsePrograms, programsQuestion } from "./programs.ts";
import {
  parseDrained,
  parseLinks,
  parseMarks,
  parseReleaseLinks,
  parseUnpacked,
  parseUnpackedNames,
  releaseQuestions,
} from "./releases.ts";
import { parseSums, sumsQuestion } from "./sums.ts";
import { parseWayBack, wayBackQuestion } from "./way-back.ts";

/** What must be known of a host before its plan can be made. */
export interface Interest {
  readonly layout: Layout;
  /** Short digest of the wanted host release. */
  readonly release: string;
  /** launchd labels. */
  readonly labels: readonly string[];
  /** The engines by name: what they are and where they listen on loopback. */
  readonly engines: Readonly<Record<string, AskedEngine>>;
  readonly metricsPort: number;
  /** Files outside the releases whose bytes matter, by absolute path. */
  readonly files: readonly string[];
  /** The programs of the artifacts it needs. */
  readonly programs: readonly AskedProgram[];
  /** The bytes of every model file are read, and not only its size. */
  readonly rehash: boolean;
}

const SILENT: Answer = { stdout: "", exit: -1 };

/** Every question of `interest`, for one script. */
export const hostQuestions = (interest: Interest): readonly Question[] => [
  osQuestion,
  hardwareQuestion,
  diskQuestion(interest.layout),
  accountQuestion,
  ownerQuestion(interest.layout),
  directoriesQuestion(interest.layout, SERVICE_USER, hostDirectories),
  admittedQuestion(interest.layout),
  knownLanesQuestion(interest.layout),
  certificateQuestion(interest.layout),
  ...releaseQuestions(interest.layout, interest.release),
  sumsQuestion(interest.layout, interest.release, [
    ...interest.labels.map((label) => installedPlist(interest.layout, label)),
    ...interest.files,
  ]),
  ...interest.labels.map(serviceQuestion),
  jobsQuestion(interest.layout),
  wayBackQuestion(interest.layout),
  ...Object.entries(interest.engines).flatMap(([name, { kind }]) =>
    kind === "ollama" ? [serverConfigQuestion(interest.layout, name)] : [],
  ),
  programsQuestion(interest.layout, interest.programs),
  ...modelQuestions(interest.layout),
  ...holdingsQuestions(interest.layout),
  ...(interest.rehash ? [rotQuestion(interest.layout)] : []),
  ...preparationQuestions(interest.layout),
  pagesQuestion([...Object.values(interest.engines).flatMap(enginePages), healthUrl(interest.metricsPort)]),
];

/** Typed facts from the output of the facts script; what was not answered is absent. */
export function parseHost(interest: Interest, output: string): HostFacts {
  const said = answers(output);
  const answer = (name: string): Answer => said.get(name) ?? SILENT;
  const os = parseOs(answer("os"));
  const diskFree = parseDisk(answer("disk"));
  const pages = parsePages(answer("pages"));
  const standby = parseLines(answer("standby"));
  const asked = served(interest.engines, standby);
  const engines = parseEngines(asked, pages);
  const admitted = parseAdmitted(answer("admitted"));
  const lanes = parseKnownLanes(answer("known-lanes"));
  const owner = parseOwner(answer("owner"));
  const certificate = parseCertificate(answer("certificate"));
  const manifest = answer("current-manifest");
  const qualification = answer("qualification");
  const before = answer("previous-qualification");
  const programs = parsePrograms(answer("programs"));
  const rotten = interest.rehash ? parseRot(answer("rot")) : undefined;
  const holdings = parseHoldings(answer("manifest-blobs"), answer("model-pins"), interest.layout);
  const wayBack = parseWayBack(answer("way-back"));
  const { plists, all, ...sums } = parseSums(answer("sums"), interest.layout, interest.release);
  return {
    ...(os && { os }),
    ...(owner && { owner }),
    ...(admitted && { admitted }),
    ...(lanes && { lanes }),
    ...(rotten && { rotten }),
    ...(holdings && { holdings }),
    ...(wayBack && { wayBack }),
    ...(certificate && { certificate }),
    ...(diskFree !== undefined && { diskFree }),
    ...(qualification.exit === 0 && { qualification: qualification.stdout }),
    ...(before.exit === 0 && { previousQualification: before.stdout }),
    ...(manifest.exit === 0 && { currentManifest: manifest.stdout }),
    ...parseHardware(answer("hardware")),
    ...parseUnpacked(answer("unpacked")),
    loose: parseUnpackedNames(answer("loose")),
    ...(programs && { programs }),
    ...parseLinks(answer("links")),
    ...engines,
    standby,
    engineSlots: {
      ...engines.engineSlots,
      ...parseOllamaSlots(asked, answer, (port) => pages(runningUrl(port))),
    },
    serviceUser: parseAccount(answer("account")),
    directories: parseLines(answer("directories")),
    services: interest.labels.map((label) =>
      parseService(label, answer(`service:${label}`), plists[`${label}.plist`]),
    ),
    jobs: parseLines(answer("installed-jobs")),
    ...sums,
    releaseLinks: parseReleaseLinks(answer("release-links")),
    keptManifests: parseLines(answer("kept-manifests")),
    snapshots: parseLines(answer("snapshots")),
    blobs: parseBlobs(answer("blobs")),
    proxyStatus: pages(healthUrl(interest.metricsPort)).status,
    drained: parseDrained(answer("drained")),
    ...parseMarks(answer("marks"), interest.layout),
    preparation: {
      ...parsePreparation(answer),
      files: Object.fromEntries(Object.entries(all).filter(([path]) => interest.files.includes(path))),
    },
  };
}
