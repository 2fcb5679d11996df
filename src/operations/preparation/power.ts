import type { PreparationFacts } from "../../model/preparation.ts";
import { hand, noop, type Operation, run } from "../wish.ts";

/** Awake at every hour, up again after a power cut, never throttled to save power; the first value is set. pmset(1). */
const WANTED: Readonly<Record<string, readonly [string, ...string[]]>> = {
  sleep: ["0"],
  disksleep: ["0"],
  displaysleep: ["0"],
  womp: ["1"],
  autorestart: ["1"],
  autorestartatconnect: ["1"],
  powernap: ["0"],
  ttyskeepawake: ["1"],
  tcpkeepalive: ["1"],
  lowpowermode: ["0"],
  // 0 automatic, 1 low, 2 high.
  powermode: ["0", "2"],
};

/** Power settings, as far as this Mac knows them: a Mac mini lists fewer than a MacBook. */
export const power: Operation = ({ host }, { preparation }) => {
  if (preparation.power === undefined) {
    const words = {
      operation: "power",
      subject: host.id,
      why: "pmset -g custom says nothing that can be read",
    };
    return [hand(words, "run it on the host and see why; a Mac that falls asleep serves nobody")];
  }
  const wrong = differing(preparation.power);
  if (wrong.length === 0) return [noop("power", host.id, "it never sleeps and comes up after a power cut")];
  const why = wrong.map(({ name, source, value }) => `${name} is ${value} on ${source}`).join(", ");
  const names = [...new Set(wrong.map(({ name }) => name))];
  const pairs = names.flatMap((name) => [name, WANTED[name]?.[0] ?? ""]);
  return [run({ operation: "power", subject: names.join(" "), why }, "set_power", ...pairs)];
};

const differing = (sources: NonNullable<PreparationFacts["power"]>) =>
  Object.entries(sources).flatMap(([source, settings]) =>
    Object.entries(settings)
      .filter(([name, value]) => WANTED[name]?.includes(value) === false)
      .map(([name, value]) => ({ source, name, value })),
  );
