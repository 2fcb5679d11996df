import type {
  EngineMemory,
  HostMemory,
  HostRoom,
  MemoryShare,
  ModelMemory,
  SecondPlace,
} from "../../model/memory.ts";
import { formatSize } from "../../model/units.ts";
import { columns } from "./columns.ts";

type Row = readonly [name: string, what: string, size: string, how: string];

const shareRow =
  (name: string) =>
  ({ what, bytes, how }: MemoryShare, at: number): Row => [
    at === 0 ? `    ${name}` : "    ",
    what,
    formatSize(bytes),
    how,
  ];

function modelRows({ model, shares, remark }: ModelMemory): readonly Row[] {
  const remarks: readonly Row[] = remark === undefined ? [] : [["    ", "!", "", remark]];
  if (shares.length === 0) return [[`    ${model}`, "unknown", "", ""], ...remarks];
  return [...shares.map(shareRow(model)), ...remarks];
}

/** All rows of a host share their columns. */
function engineRows(engine: EngineMemory): readonly Row[] {
  const { kind, port, parallel, contextLength, budget } = engine;
  const slots = `${parallel} slots x ${contextLength} tokens`;
  const most = budget === undefined ? "" : `, budget ${formatSize(budget)}`;
  return [
    [`  ${engine.engine}`, "needs", formatSize(engine.bytes), `${kind} on port ${port}, ${slots}${most}`],
    ...engine.models.flatMap(modelRows),
    shareRow("")(engine.runtime, 1),
  ];
}

function sums({
  engines,
  bytes,
  growth,
  reserve,
  memory,
  wired,
  wiredLimit,
  unknown,
}: HostMemory): readonly string[] {
  const needs =
    engines.length === 1 ? formatSize(bytes) : `${engines.map((one) => formatSize(one.bytes)).join(" + ")}`;
  const more = growth > 0 ? ` + ${formatSize(growth)} growth` : "";
  const whole = bytes + growth + reserve;
  const atLeast = unknown.length > 0 ? "at least " : "";
  const whose = wiredLimit.from === "macOS" ? "macOS's own limit" : "gpuMemory";
  return [
    `  ${atLeast}${needs}${more} + ${formatSize(reserve)} for macOS = ${formatSize(whole)} of ${formatSize(memory)}`,
    `  GPU: ${atLeast}${formatSize(wired)} of the ${formatSize(wiredLimit.bytes)} it may wire (${whose})`,
  ];
}

const verdict = ({ over, unknown, memory, bytes, growth, reserve }: HostMemory): string => {
  if (over.length > 0) return "over-committed";
  if (unknown.length > 0) return "not known";
  return `fits, ${formatSize(memory - bytes - growth - reserve)} left`;
};

const SIGN = { fits: "✓", over: "✕", unknown: "?" } as const;
const signOf = ({ over, unknown }: HostMemory): string =>
  over.length > 0 ? SIGN.over : unknown.length > 0 ? SIGN.unknown : SIGN.fits;

const secondPlace = ({ engine, because }: SecondPlace): string =>
  because === undefined
    ? `  ${engine} has room for its successor beside itself`
    : `  ${engine} changes behind closed doors: ${because}`;

const hostText = (plan: HostRoom): string =>
  [
    `${signOf(plan)} ${plan.host}: ${verdict(plan)} (${plan.preset})`,
    ...columns(plan.engines.flatMap(engineRows)),
    ...sums(plan),
    ...plan.secondPlaces.map(secondPlace),
    ...plan.over.map((why) => `  ✕ ${why}`),
    ...plan.unknown.map((why) => `  ? ${why}`),
  ].join("\n");

/** The memory plan of every host, term by term, with the sums that decide. */
export const renderMemory = (hosts: readonly HostRoom[]): string => hosts.map(hostText).join("\n\n");
