import { virtualClimb } from "../../../bench/truth/climb.ts";
import type { Host } from "../../../bench/truth/host.ts";
import type { Party } from "../../../src/gates/contrast/party.ts";
import { measure } from "../../../src/load/measure.ts";
import { samplesToCsv } from "../../../src/load/samples-csv.ts";
import type { Climb } from "../../../src/model/climb.ts";
import type { Climbed } from "../../../src/model/climbed.ts";
import { digestOf } from "../../../src/model/digest.ts";

const HOST: Host = { slots: 4, prefill: 100, decode: 500, spread: 0.1, memory: 0, crowding: 0 };

const CLIMBED: Climbed = {
  chip: "Apple M4 Pro",
  memory: "48.0 GiB",
  model: `library/qwen3:4b sha256:${"1".repeat(64)}`,
  engine: `ollama@0.35.1 sha256:${"2".repeat(64)}`,
  slots: "4",
};

/** What is different about one climb. */
export interface Tale {
  readonly seed?: number;
  /** How many times slower everything is. */
  readonly slower?: number;
  readonly requests?: number;
  readonly host?: Partial<Host>;
  readonly climbed?: Partial<Climbed> | "unsaid";
  readonly footing?: Readonly<Record<string, string>>;
  readonly climb?: (climb: Climb) => Climb;
}

/** A climb of a simulated host in virtual time, as it comes to a comparison. */
export function party({ seed = 1, slower = 1, requests = 400, ...tale }: Tale = {}): Party {
  const host = { ...HOST, prefill: slower * HOST.prefill, decode: slower * HOST.decode, ...tale.host };
  const raw = virtualClimb({ host, seed, rungs: [1, 2, 4, 8], requests, rules: [] });
  const startedAt = `2026-${seed > 4 ? "10" : "07"}-0${(seed % 8) + 1}T08:00:00.000Z`;
  const climb = (tale.climb ?? ((same) => same))({ ...raw, startedAt });
  return {
    name: `orchard@run-${seed}/sim`,
    samples: digestOf(samplesToCsv(climb.samples)),
    climbed: tale.climbed === "unsaid" ? undefined : { ...CLIMBED, ...tale.climbed },
    footing: tale.footing ?? {},
    climb,
    measurement: measure(climb),
  };
}
