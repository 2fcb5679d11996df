import { renderFactsScript } from "../../templates/host/facts-script.ts";
import { quoted } from "../../templates/host/quote.ts";
import type { Ran } from "../connectors/connection.ts";
import { type Answer, answers } from "../facts/fact.ts";
import { hardwareQuestion, parseHardware } from "../facts/hardware.ts";
import { osQuestion, parseOs } from "../facts/os.ts";
import { FIRST_PID } from "../load/signals/live-readers.ts";
import { sections } from "../load/signals/sections.ts";
import type { Conformance, ConformanceItem, ConformedMachine } from "../model/conformance.ts";
import type { Digest } from "../model/digest.ts";
import { Failure } from "../model/failure.ts";
import type { Layout } from "../model/layout.ts";
import { conformanceQuestions, judgedLook, type Looked, mergedItems } from "../operations/conformance.ts";
import { SAMPLER_SCRIPT } from "../probe/sampler-script.ts";
import { type KeptOutput, keptPath, readConformance, writeConformance } from "../store/conformance.ts";
import { type Clock, isoTime } from "./clock.ts";

/** A machine to be looked at, and how a script is run there. */
export interface Subject {
  /** The host, or `local`. */
  readonly name: string;
  readonly layout: Layout;
  readonly run: (script: string) => Promise<Ran>;
}

export interface ConformCall {
  readonly inventory: string;
  readonly ladder: Digest;
  readonly invasive: boolean;
  readonly clock: Clock;
}

/** The record that was written, and where. */
export interface Conformed {
  readonly record: Conformance;
  readonly file: string;
}

const machineQuestions = [
  osQuestion,
  hardwareQuestion,
  { name: "model", script: "sysctl -n hw.model" },
  { name: "kernel", script: "sysctl -n kern.version" },
];

/** Asks the machine everything that is assumed of it, judges, and writes the record. Throws `machine-unknown`. */
export async function conform(call: ConformCall, subject: Subject): Promise<Conformed> {
  const { inventory, clock, invasive, ladder } = call;
  const { layout } = subject;
  const machine = machineOf(subject, await ask(subject, renderFactsScript(layout, machineQuestions)));
  const at = isoTime(clock);
  const said = await ask(subject, renderFactsScript(layout, conformanceQuestions({ layout, invasive })));
  const looked = judgedLook({ layout, invasive, at }, said, await signalsOf(subject));
  const before = await readConformance(inventory, machine.chip, machine.os.build);
  const record: Conformance = {
    format: "espalier-conformance/1",
    machine,
    host: subject.name,
    at,
    ladder,
    invasive: invasive || before?.invasive === true,
    items: mergedItems(looked.map(withKept), before),
  };
  const outputs = looked.flatMap((one) => outputOf(machine, one));
  return { record, file: await writeConformance(inventory, record, outputs) };
}

async function ask(subject: Subject, script: string): Promise<ReadonlyMap<string, Answer>> {
  const { exit, stdout, stderr } = await subject.run(script);
  if (exit === 0) return answers(stdout);
  throw new Failure({
    code: "facts-unreadable",
    subject: subject.name,
    saw: exit === undefined ? "the connection broke" : `the script ended with ${exit}: ${stderr.trim()}`,
    hint: "if sudo asks for a password, give the user of ssh.user a NOPASSWD rule",
  });
}

/** The sampler of the ladder, as it runs there: its output has marks of its own. */
async function signalsOf({ layout, run }: Subject): Promise<Readonly<Record<string, string>>> {
  const path = `PATH=${quoted(layout.searchPath)} LC_ALL=C`;
  const { stdout } = await run(`${path} /bin/sh -c ${quoted(SAMPLER_SCRIPT)} sampler '' ${FIRST_PID}`);
  return sections(stdout);
}

function machineOf({ name }: Subject, said: ReadonlyMap<string, Answer>): ConformedMachine {
  const answer = (question: string): Answer => said.get(question) ?? { stdout: "", exit: -1 };
  const os = parseOs(answer("os"));
  const { chip, memory } = parseHardware(answer("hardware"));
  if (os && chip !== undefined && memory !== undefined)
    return { chip, memory, os, model: answer("model").stdout.trim(), kernel: answer("kernel").stdout.trim() };
  throw new Failure({
    code: "machine-unknown",
    subject: name,
    saw: "sw_vers and sysctl tell no OS build, chip and memory",
    hint: "conform looks at Macs only; nothing was written",
  });
}

/** Only what was understood needs no output: the digest stands for it. */
const withKept = ({ item, answer }: Looked): ConformanceItem =>
  answer === undefined || item.outcome === "confirmed" || item.outcome === "inapplicable"
    ? item
    : { ...item, kept: keptPath(item.id) };

function outputOf({ os, chip }: ConformedMachine, { item, answer }: Looked): readonly KeptOutput[] {
  if (answer === undefined) return [];
  const sentence = `${item.id} on ${chip}, macOS ${os.version} ${os.build}: ${item.saw}`;
  return [{ path: keptPath(item.id), sentence, answer, value: null }];
}
