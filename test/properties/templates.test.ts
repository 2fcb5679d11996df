import * as fc from "fast-check";
import { DOMParser } from "linkedom";
import { expect, test } from "vitest";
import { digestOf } from "../../src/model/digest.ts";
import type { Lane } from "../../src/model/lane.ts";
import { layout } from "../../src/model/layout.ts";
import { milliseconds } from "../../src/model/units.ts";
import { haproxyJob } from "../../templates/haproxy-job.ts";
import { renderKeysMap } from "../../templates/keys-map.ts";
import { type LaunchdJob, renderPlist } from "../../templates/launchd-plist.ts";

interface Tag {
  readonly tagName: string;
  readonly textContent: string;
  readonly children: ArrayLike<Tag>;
}

function dictionary(children: readonly Tag[]): Record<string, unknown> {
  const pairs = children.flatMap((child, index) =>
    index % 2 === 0 ? [[child, children[index + 1]] as const] : [],
  );
  return Object.fromEntries(pairs.map(([key, item]) => [key.textContent, item && value(item)]));
}

/** Reads a property list element back, as `plutil` would. */
function value(tag: Tag): unknown {
  const children = Array.from(tag.children);
  if (tag.tagName === "dict") return dictionary(children);
  if (tag.tagName === "array") return children.map(value);
  if (tag.tagName === "integer") return Number(tag.textContent);
  if (tag.tagName === "true" || tag.tagName === "false") return tag.tagName === "true";
  return tag.textContent;
}

function parse(plist: string): Record<string, unknown> {
  const document = new DOMParser().parseFromString(plist, "text/xml");
  return value(document.querySelector("plist > dict") as unknown as Tag) as Record<string, unknown>;
}

const printable = fc.string({ unit: "grapheme-ascii", maxLength: 30 });

const job: fc.Arbitrary<LaunchdJob> = fc.record({
  label: printable,
  programArguments: fc.array(printable, { minLength: 1, maxLength: 5 }),
  userName: printable,
  groupName: printable,
  environment: fc.dictionary(printable, printable, { noNullPrototype: true }),
  workingDirectory: printable,
  runAtLoad: fc.boolean(),
  keepAlive: fc.boolean(),
  throttleInterval: fc.nat(),
  exitTimeOut: fc.nat(),
  processType: fc.constantFrom("Interactive", "Adaptive", "Background", "Standard"),
  numberOfFiles: fc.nat(),
  coreDumps: fc.boolean(),
  standardOutPath: printable,
  standardErrorPath: printable,
});

test("a plist that is read back says what the job said", () => {
  fc.assert(
    fc.property(job, (wish) => {
      const core = wish.coreDumps ? {} : { Core: 0 };
      expect(parse(renderPlist(wish))).toEqual({
        Label: wish.label,
        ProgramArguments: wish.programArguments,
        UserName: wish.userName,
        GroupName: wish.groupName,
        WorkingDirectory: wish.workingDirectory,
        EnvironmentVariables: wish.environment,
        RunAtLoad: wish.runAtLoad,
        KeepAlive: wish.keepAlive,
        ThrottleInterval: wish.throttleInterval,
        ExitTimeOut: wish.exitTimeOut,
        ProcessType: wish.processType,
        SoftResourceLimits: { ...core, NumberOfFiles: wish.numberOfFiles },
        HardResourceLimits: core,
        StandardOutPath: wish.standardOutPath,
        StandardErrorPath: wish.standardErrorPath,
      });
    }),
  );
});

test("the order in which variables were written does not matter", () => {
  const base = haproxyJob(layout("/"), "haproxy");
  fc.assert(
    fc.property(fc.dictionary(printable, printable, { noNullPrototype: true }), (environment) => {
      const turned = Object.fromEntries(Object.entries(environment).reverse());
      expect(renderPlist({ ...base, environment: turned })).toBe(renderPlist({ ...base, environment }));
    }),
  );
});

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,11}$/);
const key = fc.record({ id: name, owner: name, sha256: fc.string().map(digestOf) });
const lane: fc.Arbitrary<Lane> = fc.record({
  name,
  owner: name,
  streams: fc.integer({ min: 1, max: 9 }),
  queue: fc.nat(99),
  queueTimeout: fc.nat(9999).map(milliseconds),
  priority: fc.integer({ min: 1, max: 99 }),
  premium: fc.boolean(),
  limits: fc.constant({}),
  models: fc.array(name),
  keys: fc.array(key, { maxLength: 4 }),
});

test("the keys map is sorted, complete, and the same for lanes in any order", () => {
  fc.assert(
    fc.property(fc.array(lane, { maxLength: 4 }), (lanes) => {
      const text = renderKeysMap(lanes);
      const lines = text.split("\n").slice(0, -1);
      expect(lines).toEqual(lines.toSorted());
      expect(lines).toHaveLength(lanes.flatMap(({ keys }) => keys).length);
      for (const line of lines) expect(line).toMatch(/^[0-9a-f]{64} [a-z0-9-]+:[a-z0-9-]+:0:[a-z0-9-]+$/);
      expect(renderKeysMap(lanes.toReversed())).toBe(text);
    }),
  );
});
