import { digestOf, shortOf } from "../../src/model/digest.ts";
import type { HostFacts } from "../../src/model/facts.ts";
import { proxyProgram } from "../../src/operations/preparation/firewall.ts";
import type { HostWish } from "../../src/operations/wish.ts";
import { convergedFacts, factsAfter, freshFacts, lockFor, merged, patched, wishFor } from "../fakes/wish.ts";
import { smallPool } from "../inventory/files.ts";

/** A host as an operation meets it: what it shall be, what it says, and what it was before. */
export interface MetHost {
  readonly wish: HostWish;
  readonly facts: HostFacts;
  readonly before?: HostWish;
}

const FIRST_LABELS = "    labels: [canary]\n";
const DRAINED = `${FIRST_LABELS}    state: drained\n    because: fan replaced\n`;
const OTHER_KEY = ["id: web-1", "id: web-2"] as const;
const OTHER_PORT = [
  "    labels: [canary]\n",
  "    labels: [canary]\n    ports: { gateway: 8500 }\n",
] as const;
const OTHER_ENGINE = ["ollama@0.35.1", "ollama@0.34.4"] as const;
const MORE_SLOTS = ["parallel: 4", "parallel: 3"] as const;
const OTHER_TAG = ["tag: 4b", "tag: 8b"] as const;

const serving = wishFor();
const drained = wishFor(smallPool([FIRST_LABELS, DRAINED]));
const MEMORY = "    memory: 48 GiB\n";
const prepared = wishFor(
  smallPool(
    [MEMORY, `${MEMORY}    gpuMemory: 36 GiB\n`],
    ["waves:\n", 'preparation: { fileVault: "on", operators: [oncall] }\nwaves:\n'],
  ),
);
const unguarded = wishFor(
  smallPool(["waves:\n", "preparation: { leave: { firewall: the rack has one } }\nwaves:\n"]),
);
const listing = (build: string): HostWish =>
  wishFor(
    smallPool([
      "waves:\n",
      `os: { allow: [{ version: "26.1", build: ${build}, since: 2026-11-01 }] }\nwaves:\n`,
    ]),
  );
const listed = listing("25B78");
const delisted = listing("25B99");
const AUTHORITY = ["artifact: haproxy@3.4.6", "artifact: haproxy@3.4.6, tls: { key: env:CA_KEY }"] as const;
const signing = wishFor(smallPool(AUTHORITY));
const named = wishFor(smallPool([AUTHORITY[0], AUTHORITY[1].replace(" }", ", names: [llm.example.net] }")]));
const retiring = wishFor(smallPool(["waves:\n", "supply: { retire: after-pass }\nwaves:\n"]));
const wholeLock = lockFor(serving.pool);

const after = (...exchange: readonly [string, string]): MetHost => {
  const before = wishFor(smallPool(exchange));
  return { wish: serving, facts: factsAfter(before, serving), before };
};

/** The pool with an older manifest of its model, under the same tag. */
const otherBytes = (wish: HostWish = serving): MetHost => {
  const chat = lockFor(serving.pool).models["chat"];
  if (chat === undefined) throw new Error("the lock pins no chat");
  const models = { chat: { ...chat, manifest: digestOf("older manifest"), layers: chat.layers.slice(1) } };
  const before = wishFor(wish.pool, undefined, { ...wholeLock, models });
  return { wish, facts: factsAfter(before, wish), before };
};

const SECOND_PORT = ["parallel: 4", "parallel: 4, standby: 11534"] as const;

/** An older engine with a second port, on a host of so much memory. */
const standing = (memory: string, ...exchange: readonly (readonly [string, string])[]): MetHost => {
  const size = [MEMORY, `    memory: ${memory}\n`] as const;
  const before = wishFor(smallPool(SECOND_PORT, size, OTHER_ENGINE));
  const wish = wishFor(smallPool(SECOND_PORT, size, ...exchange));
  return { wish, facts: factsAfter(before, wish), before };
};

const lockless = (part: "artifacts" | "models" | "hosts"): MetHost => ({
  wish: { ...serving, lock: { ...wholeLock, [part]: {} } },
  facts: convergedFacts(serving),
});

/** The hosts that cases name; every one is the first host of the small pool. */
export const HOSTS: Readonly<Record<string, MetHost>> = {
  fresh: { wish: serving, facts: freshFacts(serving) },
  "fresh, to be drained": { wish: drained, facts: freshFacts(drained) },
  "fresh, with all preparation": { wish: prepared, facts: freshFacts(prepared) },
  "prepared with all": { wish: prepared, facts: convergedFacts(prepared) },
  "with a GPU limit to come": { wish: prepared, facts: convergedFacts(serving) },
  "with the firewall left": { wish: unguarded, facts: freshFacts(unguarded) },
  "converged and listed": { wish: listed, facts: convergedFacts(listed) },
  "converged and not listed": { wish: delisted, facts: convergedFacts(delisted) },
  converged: { wish: serving, facts: convergedFacts(serving) },
  "fresh, with an authority": { wish: signing, facts: freshFacts(signing) },
  "with an authority": { wish: signing, facts: convergedFacts(signing) },
  "with an authority to come": { wish: signing, facts: convergedFacts(serving) },
  "with an authority that is gone": { wish: serving, facts: convergedFacts(signing) },
  "with another name": { wish: named, facts: convergedFacts(named) },
  "converged and drained": { wish: drained, facts: convergedFacts(drained) },
  "after an older engine": after(...OTHER_ENGINE),
  "after another lane key": after(...OTHER_KEY),
  "after another port": after(...OTHER_PORT),
  "after fewer slots": after(...MORE_SLOTS),
  "after another tag": after(...OTHER_TAG),
  "after other model bytes": otherBytes(),
  "with a second port, after an older engine": standing("64 GiB"),
  "with a second port, after an older engine and another port": standing("64 GiB", OTHER_PORT),
  "with a second port and little room, after an older engine": standing("24 GiB"),
  "with a second port": (() => {
    const { wish } = standing("64 GiB");
    return { wish, facts: convergedFacts(wish) };
  })(),
  retiring: { wish: retiring, facts: convergedFacts(retiring) },
  "retiring, after other model bytes": otherBytes(retiring),
  "without artifact pins": lockless("artifacts"),
  "without model pins": lockless("models"),
  "without host pins": lockless("hosts"),
};

const STRANGER = "0123456789ab";

/**
 * Puts values for the words that a case may use, because digests move with every template: `{release}` and `{older}`
 * are short digests of releases, `{proxy}` is the program of the proxy, `{was PIN}` is a pin of the older release.
 */
export const filledIn = (text: string, { wish, before }: MetHost): string =>
  text
    .replaceAll("{release}", shortOf(wish.spec.digest))
    .replaceAll("{proxy}", () => proxyProgram(wish))
    .replaceAll("{older}", before === undefined ? STRANGER : shortOf(before.spec.digest))
    .replaceAll(/\{was ([\w.-]+)\}/g, (_, pin: string) => before?.spec.pins[pin] ?? "nothing");

/** What a case says of the facts: fields said otherwise, and items that lists lack. */
export interface Saying {
  readonly facts?: unknown;
  readonly lacks?: Readonly<Record<string, readonly string[]>>;
  /** Fields of one job said otherwise, by its label. */
  readonly services?: Readonly<Record<string, unknown>>;
}

function lacking(facts: HostFacts, lacks: Readonly<Record<string, readonly string[]>>): unknown {
  const lists = Object.entries(lacks).map(([field, items]) => {
    const list = facts[field as "artifacts" | "directories" | "keptManifests"];
    const left = list.filter((item) => !items.includes(item));
    if (left.length + items.length !== list.length)
      throw new Error(`${field} do not hold all of ${items.join(", ")}`);
    return [field, left] as const;
  });
  return Object.fromEntries(lists);
}

/** The facts of a host as a case says them. */
export function said(whole: HostFacts, { facts = {}, lacks = {}, services = {} }: Saying): HostFacts {
  const jobs = whole.services.map((job) => merged(job, services[job.label] ?? {}));
  return [{ services: jobs }, lacking(whole, lacks), facts].reduce(patched, whole);
}
