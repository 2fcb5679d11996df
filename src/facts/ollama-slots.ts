import type { HostFacts, SlotsFact } from "../model/facts.ts";
import { type Layout, standbyOf } from "../model/layout.ts";
import type { Question } from "../model/question.ts";
import type { AskedEngine } from "./engine.ts";
import type { Answer } from "./fact.ts";
import { jsonOf } from "./json-page.ts";

const name = (engine: string): string => `server-config:${engine}`;

/**
 * The line in which Ollama tells at its start what it goes by (GH ollama/ollama#13460): no page of its API does. Its log is
 * moved into the archive when it has grown, so the last start is looked for there, too.
 */
export const serverConfigQuestion = ({ logs, standby }: Layout, engine: string): Question => ({
  name: name(engine),
  script: `j='${engine}'; [ ! -f '${standby}/${engine}.cfg' ] || j='${standbyOf(engine)}'; for f in '${logs}'/"$j.log" '${logs}/archive'/"$j.log" '${logs}/archive'/"$j.log.0.gz"; do [ -f "$f" ] || continue; l=$(gzip -dcf "$f" | grep 'msg="server config"' | tail -n 1); [ -z "$l" ] || { printf '%s\\n' "$l"; break; }; done`,
});

/** Slots of each model and tokens of each slot, as the server was told them. */
export function parseServerConfig({ stdout }: Answer): SlotsFact | undefined {
  const value = (variable: string) => new RegExp(`[[ ]${variable}:(\\d+)[ \\]]`).exec(stdout)?.[1];
  const [slots, context] = [value("OLLAMA_NUM_PARALLEL"), value("OLLAMA_CONTEXT_LENGTH")];
  return slots === undefined || context === undefined
    ? undefined
    : { slots: Number(slots), context: Number(context) };
}

/** Families that Ollama serves one request after the other whatever it was told (server/sched.go at fb30760). */
const SERIAL = /^(mllama|qwen3vl(moe)?|qwen35(moe)?|qwen3next|lfm2(moe)?|nemotron_h.*)$/;

interface Loaded {
  readonly details?: { readonly format?: unknown; readonly family?: unknown };
  readonly context_length?: unknown;
}

/**
 * The models in memory that have one slot whatever the server was told, from `/api/ps`: of safetensors, which its MLX runner
 * serves, and of some families. Models that embed have one, too, and are not told: a vector holds its slot for a moment.
 */
export function parseSerial(answer: Answer): readonly SlotsFact[] {
  const value = jsonOf(answer) as { models?: readonly Loaded[] } | undefined;
  return (value?.models ?? [])
    .filter(({ details }) => details?.format === "safetensors" || SERIAL.test(String(details?.family)))
    .map(({ context_length }) => ({ slots: 1, context: Number(context_length) }));
}

/** By engine: what Ollama was told, and behind it what a model in memory has otherwise; absent when it does not tell. */
export function parseOllamaSlots(
  engines: Readonly<Record<string, AskedEngine>>,
  answer: (name: string) => Answer,
  running: (port: number) => Answer,
): HostFacts["engineSlots"] {
  const found = Object.entries(engines).flatMap(([engine, { kind, port }]) => {
    const told = kind === "ollama" ? parseServerConfig(answer(name(engine))) : undefined;
    const page = running(port);
    if (told === undefined || page.exit !== 0) return [];
    const others = parseSerial(page).filter(({ slots }) => slots !== told.slots);
    return [[engine, [told, ...others]] as const];
  });
  return Object.fromEntries(found);
}
