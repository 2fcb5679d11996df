import fc from "fast-check";
import { expect, test } from "vitest";
import { readCatalogue } from "../../src/inventory/catalogue.ts";
import { readLock, writeLock } from "../../src/inventory/lock.ts";
import { readPool } from "../../src/inventory/pool.ts";
import { parseRule, printRule } from "../../src/inventory/rule.ts";
import { hasBaseline, isPerRung, quantityOf } from "../../src/inventory/rule-units.ts";
import { select } from "../../src/inventory/selector.ts";
import { assigned } from "../../src/inventory/waves.ts";
import { type Digest, digestOf } from "../../src/model/digest.ts";
import type { Lock } from "../../src/model/lock.ts";
import type { PoolId } from "../../src/model/pool.ts";
import { COMPARISONS, type Limit, METRICS, type Metric, type Rule } from "../../src/model/rule.ts";
import { LOAD_LANES } from "../../src/model/workload.ts";
import { catalogue, smallText } from "../inventory/files.ts";

const number = fc.integer({ min: 0, max: 2 ** 40 });

function absolute(metric: Metric): fc.Arbitrary<Limit> {
  const quantity = quantityOf(metric);
  const value = quantity.kind === "level" ? fc.constantFrom(...Object.values(quantity.levels)) : number;
  return value.map((value) => ({ kind: "absolute", value }));
}

const baseline: fc.Arbitrary<Limit> = fc
  .integer({ min: 1, max: 10_000 })
  .map((hundredths) => ({ kind: "baseline", factor: hundredths / 100 }));

const rung = fc.integer({ min: 1, max: 1024 });

const rule: fc.Arbitrary<Omit<Rule, "text">> = fc.constantFrom(...METRICS).chain((metric) =>
  fc.record(
    {
      metric: fc.constant(metric),
      comparison: fc.constantFrom(...COMPARISONS),
      limit: hasBaseline(metric) ? fc.oneof(absolute(metric), baseline) : absolute(metric),
      ...(isPerRung(metric) ? { rung, lane: fc.constantFrom(...LOAD_LANES) } : {}),
    },
    { requiredKeys: ["metric", "comparison", "limit"] },
  ),
) as fc.Arbitrary<Omit<Rule, "text">>;

test("a printed rule parses to the same rule", () => {
  fc.assert(
    fc.property(rule, (wanted) => {
      const text = printRule(wanted);
      expect(parseRule(text)).toEqual({ kind: "ok", rule: { text, ...wanted } });
    }),
  );
});

test("any text is a rule or is refused at a column inside it or just behind it", () => {
  const words = fc.constantFrom(
    ...METRICS,
    ...COMPARISONS,
    "3",
    "x",
    "baseline",
    "at",
    "ms",
    "GiB",
    "normal",
    "?",
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(words, { maxLength: 8 }).map((list) => list.join(" ")),
  );
  fc.assert(
    fc.property(text, (text) => {
      const reading = parseRule(text);
      if (reading.kind === "ok") return;
      expect(reading.column).toBeGreaterThanOrEqual(1);
      expect(reading.column).toBeLessThanOrEqual(text.length + 1);
      expect(reading.found).not.toBe("");
    }),
  );
});

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const host = fc.record({ id: name, labels: fc.uniqueArray(name, { maxLength: 3 }) });
const hosts = fc.uniqueArray(host, { selector: ({ id }) => id, maxLength: 12 });

test("with a last wave for all that are left, every host is in exactly one wave", () => {
  const selector = fc.oneof(
    name,
    name.map((label) => `@${label}`),
    fc.constantFrom("a*", "*z*", "*"),
  );
  const waves = fc.array(fc.record({ name, hosts: selector }), { maxLength: 4 });
  fc.assert(
    fc.property(hosts, waves, (hosts, waves) => {
      const placed = assigned([...waves, { name: "rest", hosts: "*" }], hosts).flatMap((wave) => wave.hosts);
      expect(placed.map(({ id }) => id).sort()).toEqual(hosts.map(({ id }) => id).sort());
    }),
  );
});

test("a list of names selects those hosts and no other", () => {
  fc.assert(
    fc.property(hosts, fc.func(fc.boolean()), (hosts, isWanted) => {
      const wanted = hosts.filter(({ id }) => isWanted(id));
      fc.pre(wanted.length > 0);
      expect(select(wanted.map(({ id }) => id).join(","), hosts)).toEqual({ kind: "ok", hosts: wanted });
    }),
  );
});

const digest: fc.Arbitrary<Digest> = fc.string().map(digestOf);
const word = fc.string({ maxLength: 20 });
const bytes = fc.nat();
const map = <T>(item: fc.Arbitrary<T>) => fc.dictionary(name, item, { maxKeys: 4, noNullPrototype: true });
const os = fc.record({
  version: word,
  build: fc.oneof(word, fc.constantFrom("24E123", "25B78")),
  extra: word,
});
const layer = fc.record({ digest, bytes });

const lock: fc.Arbitrary<Lock> = fc.record({
  pool: name.map((id) => id as PoolId),
  ladder: digest,
  artifacts: map(fc.record({ url: word, sha256: digest, bytes })),
  models: map(
    fc.record({
      registry: word,
      repository: word,
      tag: word,
      manifest: digest,
      layers: fc.array(layer, { maxLength: 3 }),
    }),
  ),
  hosts: map(fc.record({ hostKey: word, os })),
});

test("a written lock reads back as the same lock", () => {
  fc.assert(
    fc.property(lock, (wanted) => {
      expect(readLock(writeLock(wanted), "l.yaml")).toEqual({ kind: "ok", value: wanted });
    }),
  );
});

const lines = smallText.split("\n");

test("a pool that lost or doubled lines is read or refused, with positions inside the text", () => {
  const torn = fc.tuple(fc.nat(lines.length), fc.nat(6), fc.boolean()).map(([from, count, isDoubled]) => {
    const copy = [...lines];
    const taken = copy.splice(from, count);
    copy.splice(from, 0, ...(isDoubled ? [...taken, ...taken] : []));
    return copy.join("\n");
  });
  fc.assert(
    fc.property(torn, (text) => {
      const reading = readPool(text, "x.yaml", catalogue);
      const problems = reading.kind === "ok" ? [] : reading.problems;
      expect(problems.length > 0).toBe(reading.kind === "bad");
      for (const { line, col } of problems) {
        expect(line).toBeLessThanOrEqual(text.split("\n").length);
        expect(col).toBeGreaterThanOrEqual(1);
      }
    }),
    { numRuns: 60 },
  );
});

/** The letters that mean something in YAML, and some that do not. */
const SYNTAX = "a b : - { } [ ] & * ! | > ' \" # % @ ` , ? \t \n".split(" ").concat(" ");

test("no text makes a reader throw", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...SYNTAX) }), (text) => {
      for (const read of [readCatalogue, readLock])
        expect(["ok", "bad"]).toContain(read(text, "x.yaml").kind);
      expect(readPool(text, "x.yaml", catalogue).kind).toBe("bad");
    }),
  );
});
