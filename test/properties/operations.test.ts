import { execFileSync } from "node:child_process";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson, digestOf, shortOf } from "../../src/model/digest.ts";
import type { HostFacts } from "../../src/model/facts.ts";
import type { Step } from "../../src/model/step.ts";
import { planHost } from "../../src/operations/host.ts";
import { isQualified } from "../../src/operations/qualification.ts";
import { RELEASE_MANIFEST } from "../../src/operations/release.ts";
import { retreatSteps, rollbackSteps } from "../../src/operations/retreat.ts";
import type { HostWish } from "../../src/operations/wish.ts";
import { assignWaves } from "../../src/rollout/waves.ts";
import { type Deed, renderActScript } from "../../templates/host/act-script.ts";
import { type PoolText, poolOf, poolTexts, SECRETS } from "../fakes/pool.ts";
import { convergedFacts, freshFacts, patched, wishFor } from "../fakes/wish.ts";

const wishes: fc.Arbitrary<HostWish> = poolTexts.chain((text) => {
  const pool = poolOf(text);
  return fc.constantFrom(...pool.hosts.map(({ id }) => wishFor(pool, id)));
});

/** What a link on a host may name: this release, another one, or something odd that somebody put there. */
const linkFor = ({ spec }: HostWish): fc.Arbitrary<string | undefined> =>
  fc.constantFrom(shortOf(spec.digest), "0123456789ab", "it's $(odd); `here`", undefined);

const part = <T>(items: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...items]);
const partOf = <T>(map: Readonly<Record<string, T>>): fc.Arbitrary<Record<string, T>> =>
  fc.subarray(Object.entries(map)).map((entries) => Object.fromEntries(entries));

const APPS = ["/Applications/Ollama.app", "/Users/it's/Applications/Ollama.app"];

/** A Mac anywhere between its box and ready, with answers that cannot be read. */
const anyPreparation = (whole: HostFacts["preparation"]): fc.Arbitrary<HostFacts["preparation"]> =>
  fc
    .tuple(partOf({ ...whole }), partOf(whole.files), fc.subarray(APPS), fc.subarray(APPS), part(whole.jobs))
    .map(([said, files, strangers, unmoved, jobs]) => ({
      ...said,
      files,
      strangers,
      unmoved,
      jobs,
      disabled: jobs,
    }));

/** A host anywhere between fresh and converged, with jobs, links and doors in any state. */
function anyFacts(wish: HostWish): fc.Arbitrary<HostFacts> {
  const whole = convergedFacts(wish);
  const jobs = whole.services.map((job) => fc.constantFrom(job, { ...job, state: "spawn scheduled" }));
  const links = fc.record({ current: linkFor(wish), good: linkFor(wish), previous: linkFor(wish) });
  const found = fc.record({
    serviceUser: fc.boolean(),
    directories: part(whole.directories),
    artifacts: part(whole.artifacts),
    releaseFiles: partOf(whole.releaseFiles),
    services: fc.tuple(...jobs).chain(part),
    manifests: partOf(whole.manifests),
    keptManifests: part(whole.keptManifests),
    blobs: partOf(whole.blobs),
    engineVersions: partOf(whole.engineVersions),
    resident: partOf(whole.resident),
    proxyStatus: fc.constantFrom(0, 200, 503),
    drained: fc.boolean(),
    held: fc.boolean(),
    owed: fc.subarray(["com.espalier.ollama", "com.espalier.haproxy"]),
    preparation: anyPreparation(whole.preparation),
    qualification: fc.constantFrom(
      whole.qualification,
      undefined,
      "{",
      convergedFacts(wish).qualification?.replace("26.1", "26.0"),
    ),
  });
  return fc
    .tuple(links, found)
    .map(([names, facts]) => ({ ...patched(freshFacts(wish), names), ...facts }) as HostFacts);
}

const situations = wishes.chain((wish) => fc.tuple(fc.constant(wish), anyFacts(wish)));

const program = (step: Step): string => (step.kind === "run" ? (step.argv[0] ?? "") : step.kind);

/** Programs that change what serves. */
const TOUCHING = ["drain", "undrain", "activate", "activate_whole", "start_release"];

const isTouching = (step: Step): boolean =>
  TOUCHING.includes(program(step)) ||
  (step.kind === "run" && /^(start|retire)_service com\.espalier\./.test(step.argv.join(" ")));

const positions = (steps: readonly Step[], isOne: (step: Step) => boolean): readonly number[] =>
  steps.flatMap((step, at) => (isOne(step) ? [at] : []));

const isPreparing = (step: Step): boolean =>
  step.kind === "put" ||
  step.kind === "push" ||
  /^(install_|admit_|ensure_|certify|mkdir)/.test(program(step));

const isLinkOf =
  (name: string) =>
  (step: Step): boolean =>
    step.kind === "run" && step.argv[0] === "link_to" && step.argv[2]?.endsWith(`/espalier/${name}`) === true;

describe("the order of every plan", () => {
  test("everything is on the host before anything that serves is touched", () => {
    fc.assert(
      fc.property(situations, ([wish, facts]) => {
        const { steps } = planHost(wish, facts);
        const prepared = Math.max(-1, ...positions(steps, isPreparing));
        const touched = Math.min(steps.length, ...positions(steps, isTouching));
        expect(prepared).toBeLessThan(touched);
      }),
    );
  });

  test("a release that has not passed is climbed, then called good, then opened; never otherwise", () => {
    fc.assert(
      fc.property(situations, ([wish, facts]) => {
        const { steps } = planHost(wish, facts);
        const [climb] = positions(steps, ({ kind }) => kind === "climb");
        const [good] = positions(steps, isLinkOf("good"));
        const opened = positions(steps, (step) => program(step) === "undrain");
        expect(climb === undefined).toBe(isQualified(wish, facts));
        expect(good === undefined).toBe(climb === undefined);
        if (climb === undefined || good === undefined) return;
        expect(climb).toBeLessThan(good);
        expect(opened.every((at) => at > good)).toBe(true);
      }),
    );
  });

  test("what is closed for the act is opened after it, exactly when the inventory lets it serve", () => {
    fc.assert(
      fc.property(situations, ([wish, facts]) => {
        const { steps } = planHost(wish, facts);
        const doors = steps.map(program).filter((name) => name === "drain" || name === "undrain");
        const isClosed = doors.length === 0 ? facts.drained : doors.at(-1) === "drain";
        expect(isClosed).toBe(wish.host.state === "drained");
      }),
    );
  });
});

test("every step says what it is about and why, whatever a host says", () => {
  fc.assert(
    fc.property(situations, ([wish, facts]) => {
      const mute = planHost(wish, facts).steps.filter(
        ({ subject, why }) => subject === "" || why.trim() === "",
      );
      expect(mute).toEqual([]);
    }),
  );
});

test("a host that has reached its wish is left alone, whatever its lanes and neighbours", () => {
  fc.assert(
    fc.property(wishes, (wish) => {
      const deeds = planHost(wish, convergedFacts(wish)).steps.filter(({ kind }) => kind !== "noop");
      expect(deeds).toEqual([]);
    }),
  );
});

test("no plan and no release names a secret, not even where it is kept", () => {
  fc.assert(
    fc.property(situations, ([wish, facts]) => {
      const text = JSON.stringify([planHost(wish, facts), wish.spec]);
      expect(SECRETS.filter((secret) => text.includes(secret))).toEqual([]);
    }),
  );
});

const isDeed = (step: Step): step is Deed => step.kind === "run" || step.kind === "put";

/** Words of the text as sh reads them; throws when it cannot. */
const readBySh = (script: string): void => {
  execFileSync("sh", ["-n"], { input: script, stdio: ["pipe", "ignore", "pipe"] });
};

test("sh can read the script of any plan and of any way back, whatever odd text is in it", () => {
  fc.assert(
    fc.property(situations, ([wish, facts]) => {
      const ways = [
        planHost(wish, facts).steps,
        retreatSteps(wish, facts, "it's so"),
        rollbackSteps(wish, facts, "`"),
      ];
      for (const steps of ways) readBySh(renderActScript(wish.layout, steps.filter(isDeed)));
    }),
    { numRuns: 15 },
  );
});

test("the bytes that a put step writes are the bytes that facts look for: whole lines, never empty", () => {
  fc.assert(
    fc.property(wishes, ({ spec }) => {
      expect(spec.files.filter(({ text }) => !text.endsWith("\n")).map(({ path }) => path)).toEqual([]);
    }),
  );
});

describe("the digest of a spec", () => {
  const content = ({ spec }: HostWish): string =>
    canonicalJson({ pins: spec.pins, files: spec.files.filter(({ path }) => path !== RELEASE_MANIFEST) });

  test("of two hosts differs exactly when a pin or a file of theirs differs", () => {
    fc.assert(
      fc.property(poolTexts, (text) => {
        const pool = poolOf(text);
        const all = pool.hosts.map(({ id }) => wishFor(pool, id));
        const digests = new Set(all.map(({ spec }) => spec.digest));
        const pairs = new Set(all.map((wish) => `${wish.spec.digest} ${digestOf(content(wish))}`));
        expect(pairs.size).toBe(digests.size);
        expect(new Set(all.map(content)).size).toBe(digests.size);
      }),
    );
  });

  test("does not depend on the order in which the author wrote the keys", () => {
    fc.assert(
      fc.property(poolTexts, fc.nat(), (text, seed) => {
        const plain = wishFor(poolOf(text), "mac-01");
        const turned = wishFor(poolOf(shuffled(text, seed) as PoolText), "mac-01");
        expect(turned.spec).toEqual(plain.spec);
      }),
    );
  });
});

/** The same maps with their keys in another order, all the way down; lists keep theirs. */
function shuffled(value: unknown, seed: number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, seed));
  if (typeof value !== "object" || value === null) return value;
  const rank = (key: string): string => digestOf(`${seed} ${key}`);
  const entries = Object.entries(value).sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, shuffled(item, seed)]));
}

test("the waves take every host exactly once", () => {
  fc.assert(
    fc.property(poolTexts, (text) => {
      const pool = poolOf(text);
      const taken = assignWaves(pool).flatMap(({ hosts }) => hosts.map(({ id }) => id));
      expect([...taken].sort()).toEqual(pool.hosts.map(({ id }) => id).sort());
    }),
  );
});
