import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { shortOf } from "../../src/model/digest.ts";
import { hasDeeds } from "../../src/model/step.ts";
import { auditHost } from "../../src/operations/audit.ts";
import { planHost } from "../../src/operations/host.ts";
import { rollbackSteps } from "../../src/operations/retreat.ts";
import { renderPlan } from "../../src/report/text/plan.ts";
import { gatePool } from "../fakes/gateway-wish.ts";
import { patched } from "../fakes/wish.ts";
import { HOSTS, type MetHost } from "./hosts.ts";

const GOLDEN = join(import.meta.dirname, "../golden/operations");

const met = (name: string): MetHost => {
  const host = HOSTS[name];
  if (host === undefined) throw new Error(`no host is ${name}`);
  return host;
};

/** Digests of releases and settings move with every template; the goldens show in their place which one is meant. */
function still(text: string, { wish, before }: MetHost): string {
  const known = [[wish, "new"] as const, ...(before === undefined ? [] : [[before, "old"] as const])];
  return known.reduce((told, [{ spec }, age]) => {
    const settings = Object.entries(spec.pins).filter(([pin]) => pin.endsWith(".settings"));
    const named = told.replaceAll(shortOf(spec.digest), `<${age}-digest>`);
    return settings.reduce((line, [, digest]) => line.replaceAll(digest, `<${age}-settings>`), named);
  }, text);
}

describe("the whole plan, as a person reads it", () => {
  const plans = [
    ["fresh", "fresh"],
    ["converged", "converged"],
    ["engine-upgrade", "after an older engine"],
    ["lane-key", "after another lane key"],
    ["model-bytes", "after other model bytes"],
    ["to-be-drained", "fresh, to be drained"],
  ] as const;

  test.each(plans)("%s", async (golden, name) => {
    const host = met(name);
    const plan = renderPlan([planHost(host.wish, host.facts)]);
    await expect(`${still(plan, host)}\n`).toMatchFileSnapshot(join(GOLDEN, `${golden}.txt`));
  });
});

describe("a gateway on a host whose pool names none there", () => {
  const { wish, facts } = met("converged");
  const carrying = { ...facts, directories: [...facts.directories, "/opt/espalier-gateway"] };
  const deeds = (of: typeof wish) =>
    planHost(of, carrying)
      .steps.filter(({ kind }) => kind !== "noop")
      .map((step) => (step.kind === "run" ? step.argv.join(" ") : step.kind));

  test("takes no new client, ends its streams and goes; audit names it", () => {
    expect(deeds(wish)).toEqual([
      "retire_gateway com.espalier-gateway.haproxy /Library/LaunchDaemons/com.espalier-gateway.haproxy.plist /opt/espalier-gateway/run/haproxy.sock 60",
      "forget /opt/espalier-gateway",
    ]);
    expect(auditHost(wish, carrying)).toContainEqual({
      field: "gateway",
      wanted: "none",
      saw: "one that the pool names no more",
      agrees: false,
    });
  });

  test("stays as long as a member of the pool lies there", () => {
    const { gateways } = gatePool();
    expect(deeds({ ...wish, pool: { ...wish.pool, ...(gateways && { gateways }) } })).toEqual([]);
  });
});

/** The jobs that a plan starts anew. */
const started = (name: string): readonly string[] =>
  planHost(met(name).wish, met(name).facts).steps.flatMap((step) =>
    step.kind === "run" && step.argv[0] === "start_service" ? [step.subject] : [],
  );

test.each([
  ["after another lane key", []],
  ["after an older engine", ["com.espalier.ollama"]],
  ["after other model bytes", []],
  ["converged", []],
] as const)("%s, only what changed restarts", (name, labels) => {
  expect(started(name)).toEqual(labels);
});

test("a plan of noops has no deeds, any other one has", () => {
  expect(hasDeeds(planHost(met("converged").wish, met("converged").facts))).toBe(false);
  expect(hasDeeds(planHost(met("fresh").wish, met("fresh").facts))).toBe(true);
});

test("a way back as a person reads it: nothing is fetched and nothing is written", async () => {
  const host = met("after an older engine");
  const [wanted, older] = [host.wish, host.before ?? host.wish].map(({ spec }) => shortOf(spec.digest));
  const upgraded = patched(host.facts, { current: wanted, good: wanted, previous: older });
  const steps = rollbackSteps(host.wish, upgraded, "asked for by a person");
  expect(steps.map(({ kind }) => kind)).toEqual(steps.map(() => "run"));
  const plan = renderPlan([{ host: "mac-01", steps }]);
  await expect(`${still(plan, host)}\n`).toMatchFileSnapshot(join(GOLDEN, "rollback.txt"));
});
