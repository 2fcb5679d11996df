import type { Objection } from "../objection.ts";
import { type Selectable, select } from "../selector.ts";
import { assigned } from "../waves.ts";
import type { Link, Linked } from "./check.ts";

/** Every wave has hosts, every host has a wave, every wave a name of its own. */
export const waveLinks: readonly Link[] = [
  { reads: ["waves", "hosts"], check: emptyWaves },
  { reads: ["waves", "hosts"], check: leftOver },
  { reads: ["waves"], check: sharedNames },
];

const hostsOf = ({ text }: Linked): readonly Selectable[] =>
  Object.entries(text.hosts).map(([id, { labels }]) => ({ id, labels }));

/** `*` may find nobody left; any other selector was written for hosts that it should get. */
function emptyWaves(linked: Linked): readonly Objection[] {
  const hosts = hostsOf(linked);
  const waves = assigned(linked.text.waves, hosts);
  return linked.text.waves.flatMap((wave, index): Objection[] => {
    const at = ["waves", index, "hosts"];
    const selection = select(wave.hosts, hosts);
    if (selection.kind === "bad")
      return [{ at, found: selection.found, wanted: selection.wanted, todo: selection.todo }];
    if (wave.hosts.trim() === "*" || waves[index]?.hosts.length !== 0) return [];
    const found = `${JSON.stringify(wave.hosts)}, whose hosts all belong to waves above`;
    return [{ at, found, wanted: "a wave with hosts", todo: "remove the wave, or move it up" }];
  });
}

function leftOver(linked: Linked): readonly Objection[] {
  const hosts = hostsOf(linked);
  if (linked.text.waves.some((wave) => select(wave.hosts, hosts).kind === "bad")) return [];
  const taken = new Set(
    assigned(linked.text.waves, hosts).flatMap((wave) => wave.hosts.map((host) => host.id)),
  );
  return hosts
    .filter((host) => !taken.has(host.id))
    .map(({ id }) => ({
      at: ["hosts", id],
      on: "key",
      found: `${id} in no wave`,
      wanted: "every host in a wave",
      todo: 'add a last wave with hosts: "*", or name it in one',
    }));
}

function sharedNames({ text }: Linked): readonly Objection[] {
  const names = text.waves.map((wave) => wave.name);
  return names.flatMap((name, index): Objection[] =>
    names.indexOf(name) === index
      ? []
      : [
          {
            at: ["waves", index, "name"],
            found: `a second wave called ${JSON.stringify(name)}`,
            wanted: "every wave name once",
            todo: "rename one",
          },
        ],
  );
}
