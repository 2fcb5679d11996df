import { join } from "node:path";
import { enrolledOf } from "../climb/enrolled.ts";
import { decisionsOf } from "../climb/overseer.ts";
import { voidRungs } from "../gates/doubt/void-rungs.ts";
import { judge } from "../gates/judge.ts";
import { parsedRule } from "../inventory/rule.ts";
import { chunkTrouble } from "../load/chunk-check.ts";
import { chunksFromCsv } from "../load/chunks-csv.ts";
import { measure } from "../load/measure.ts";
import { type Check, checked } from "../model/audit.ts";
import type { Climb } from "../model/climb.ts";
import { contractDigest } from "../model/contract.ts";
import { canonicalJson, digestOf } from "../model/digest.ts";
import { sentence } from "../model/failure.ts";
import type { GateResult } from "../model/gate.ts";
import type { HostResult, RunResult } from "../model/run-result.ts";
import { isLocal } from "../report/words.ts";
import { worst } from "../rollout/verdict.ts";
import { climbOf, hostText, readRun } from "../store/evidence.ts";
import { EVIDENCE_FILES, hostFolder, readEvidence } from "../store/evidence-files.ts";
import { requireFolder } from "../store/run-names.ts";
import { readText } from "../store/text-file.ts";
import { signatureCheck, type Trusted } from "./signature.ts";
import { placeChecks } from "./verify-place.ts";

/** What came of the checks, and the report that was checked; absent where it cannot be read. */
export interface Verification {
  readonly checks: readonly Check[];
  readonly result?: RunResult;
}

/**
 * Checks a gate report offline: its signature, the digest of every file it names, and every verdict anew from the raw
 * samples. What a forger could write is a check that failed, and never thrown. Throws `run-missing` where there is no such folder.
 */
export async function verifyRun(runFolder: string, trusted: Trusted): Promise<Verification> {
  await requireFolder(runFolder);
  const report = join(runFolder, "result.json");
  const result = await readRun(runFolder).catch((error: unknown) => sentence(error));
  if (typeof result === "string") {
    const unreadable = bad("result.json", "a gate report", result);
    const isThere = (await readText(report)) !== undefined;
    return { checks: isThere ? [await signatureCheck(report, trusted), unreadable] : [unreadable] };
  }
  const signature = (await unsigned(report, result)) ?? (await signatureCheck(report, trusted));
  const rest = contents(runFolder, result).catch((error: unknown) => [
    bad("result.json", "a gate report that can be read to its end", sentence(error)),
  ]);
  return { checks: [signature, ...(await rest)], result };
}

/** A machine without a pool has no key to sign with: that its report is unsigned speaks neither for nor against it. */
async function unsigned(report: string, result: RunResult): Promise<Check | undefined> {
  if (!isLocal(result) || (await readText(`${report}.sig`)) !== undefined) return undefined;
  const saw = "none, for it was measured on a machine without a key: nobody vouches for it";
  return { ...bad("signature", "one by somebody you trust", saw), verdict: "unproven" };
}

async function contents(runFolder: string, result: RunResult): Promise<readonly Check[]> {
  const pages = await Promise.all(
    Object.entries(result.pages ?? {}).map(([name, digest]) => fileCheck(runFolder, name, digest)),
  );
  const hosts = await Promise.all(result.hosts.map((host) => hostChecks(runFolder, result, host)));
  return [...(await placeChecks(runFolder, result)), ...pages, ...hosts.flat(), runCheck(result)];
}

const bad = (name: string, wanted: string, saw: string): Check => checked({ name, wanted, saw }, false);

const check = (name: string, wanted: string, saw: string): Check =>
  checked({ name, wanted, saw }, wanted === saw);

async function fileCheck(folder: string, name: string, wanted: string): Promise<Check> {
  const text = await readText(join(folder, name));
  return check(name, wanted, text === undefined ? "no such file" : digestOf(text));
}

async function hostChecks(runFolder: string, result: RunResult, host: HostResult): Promise<readonly Check[]> {
  const folder = hostFolder(runFolder, host.host);
  const files = await Promise.all(
    Object.entries(host.evidence).map(async ([name, digest]) => {
      const found = await fileCheck(folder, name, digest);
      return { ...found, name: `hosts/${host.host}/${name}` };
    }),
  );
  return [...files, await copyCheck(folder, host), ...(await verdictChecks(runFolder, result, host))];
}

/** The result beside the evidence is a copy of what is signed. */
async function copyCheck(folder: string, host: HostResult): Promise<Check> {
  const name = `hosts/${host.host}/result.json`;
  return { ...(await fileCheck(folder, "result.json", digestOf(hostText(host)))), name };
}

/** The verdict of one host, judged again; a host without evidence may have any verdict but `pass`. */
async function verdictChecks(
  runFolder: string,
  result: RunResult,
  host: HostResult,
): Promise<readonly Check[]> {
  const name = `${host.host}: verdict judged again`;
  try {
    const texts = await readEvidence(runFolder, host.host);
    if (texts === undefined || !isBacked(host)) return [unmeasured(name, host)];
    const climb = climbOf(texts);
    const again = judge(climb, measure(climb, voidRungs(climb)), {
      rules: result.rules.map(parsedRule),
      enrolled: enrolledOf(climb),
    });
    return [
      check(`${host.host}: ladder revision`, host.ladderRevision, climb.revision),
      ...(host.contract
        ? [check(`${host.host}: client contract`, host.contract, contractDigest(climb))]
        : []),
      ...decisionCheck(result, climb),
      ...chunkCheck(climb, texts.chunksCsv),
      sameGate(name, host.gate, again),
    ];
  } catch (error) {
    return [bad(name, host.gate.verdict, sentence(error))];
  }
}

/** A climb with a budget decided by itself how long to go on: by the rules of the report, and as its samples say. */
function decisionCheck({ rules }: RunResult, climb: Climb): readonly Check[] {
  if (climb.contract.budget === undefined) return [];
  const name = `${climb.host}: decisions taken again`;
  const foreign = climb.rules?.find((rule) => !rules.includes(rule));
  if (foreign !== undefined) return [bad(name, "the rules of the report", foreign)];
  const again = decisionsOf(climb);
  const told = climb.decisions ?? [];
  const at = again.findIndex((one, index) => canonicalJson(one) !== canonicalJson(told[index]));
  const last = again[at] ?? told[again.length];
  if (at < 0 && told.length === again.length)
    return [checked({ name, wanted: `${told.length} decisions`, saw: "the same" }, true)];
  return [
    bad(name, "the decisions that the samples lead to", `rung ${last?.rung}: ${last?.kind}, ${last?.why}`),
  ];
}

/** The times of the chunks tell the same story as the samples. */
function chunkCheck({ host, samples, returned = [] }: Climb, text: string | undefined): readonly Check[] {
  if (text === undefined) return [];
  const trouble = chunkTrouble([...samples, ...returned], chunksFromCsv(text));
  return [check(`${host}: chunks.csv`, "as in samples.csv", trouble ?? "as in samples.csv")];
}

const isBacked = ({ evidence }: HostResult): boolean =>
  EVIDENCE_FILES.every((file) => evidence[file] !== undefined);

function unmeasured(name: string, { gate }: HostResult): Check {
  const saw = "no evidence";
  return gate.verdict === "pass"
    ? bad(name, "the evidence of a pass", saw)
    : checked({ name, wanted: gate.verdict, saw: `${saw}, so ${gate.verdict} stands` }, true);
}

/** Equal when verdict, findings, reasons and every number are. */
function sameGate(name: string, told: GateResult, again: GateResult): Check {
  if (canonicalJson(told) === canonicalJson(JSON.parse(JSON.stringify(again)))) {
    return checked({ name, wanted: told.verdict, saw: again.verdict }, true);
  }
  if (told.verdict !== again.verdict) return bad(name, told.verdict, again.verdict);
  const rule = again.findings.find(
    (finding, index) => canonicalJson(finding) !== canonicalJson(told.findings[index]),
  );
  return bad(
    name,
    "the findings and numbers of the report",
    rule ? `${rule.rule}: ${rule.saw}` : "other numbers",
  );
}

/** The verdict of the run is the worst of its hosts, and it names every host of its waves. */
function runCheck(result: RunResult): Check {
  const named = new Set(result.hosts.map(({ host }) => host));
  const lost = result.waves.flatMap(({ hosts }) => hosts).filter((host) => !named.has(host));
  if (lost.length > 0)
    return bad("verdict of the run", "a result for every host", `none for ${lost.join(", ")}`);
  return check("verdict of the run", result.verdict, worst(result.hosts));
}
