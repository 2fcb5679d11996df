import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  terraformApply,
  terraformMembers,
  terraformOutput,
  terraformPlan,
  terraformState,
} from "../../src/connectors/terraform.ts";
import type { HostId } from "../../src/model/pool.ts";
import { takeUpCut } from "../../src/run/cut-rollouts.ts";
import type { OrchardWish } from "./orchard.ts";
import { type Project, project } from "./project.ts";

const three: OrchardWish = { waves: { canary: ["mac-01"], rest: ["mac-02", "mac-03"] } };
const moved: OrchardWish = { ...three, pins: { "engines.ollama": "ollama@0.36.0 sha256:aa02" } };

let orchard: Project;
beforeEach(async () => {
  orchard = await project();
});
afterEach(() => orchard.remove());

/** Applies and says which hosts Espalier was called for, in order. */
async function deploy(
  wish: OrchardWish,
): Promise<{ readonly exit: number; readonly hosts: readonly string[] }> {
  await orchard.synth(wish);
  const run = await terraformApply(orchard.call);
  return { exit: run.exit ?? -1, hosts: orchard.calls().map(({ host }) => host) };
}

const verdicts = async (): Promise<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(await terraformOutput(orchard.call)).map(([host, output]) => [
      host,
      (output as { readonly verdict: unknown }).verdict,
    ]),
  );

describe("a deploy by the real Terraform", () => {
  it("calls Espalier with exact arguments, in the project's root, and keeps state there", async () => {
    await orchard.synth({ waves: { canary: ["mac-01"] } });
    await terraformApply(orchard.call);
    const [call] = orchard.calls();
    expect(call?.argv).toEqual(["apply", "orchard", "--on", "mac-01", "--from-stack"]);
    expect(call?.inventory).toBe("inventory");
    expect(call?.spec).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(call?.record).toMatch(/^reports\/orchard\/records\/mac-01-[0-9a-f-]{36}\.json$/);
    expect(existsSync(join(orchard.root, ".espalier/state/orchard.tfstate"))).toBe(true);
  });

  it("takes the canary first, then the rest, and nothing the second time", async () => {
    const first = await deploy(three);
    expect(first.exit).toBe(0);
    expect(first.hosts[0]).toBe("mac-01");
    expect([...first.hosts].sort()).toEqual(["mac-01", "mac-02", "mac-03"]);
    expect(await deploy(three)).toEqual({ exit: 0, hosts: [] });
    expect((await terraformPlan(orchard.call)).exit).toBe(0);
  });

  it("replaces only the host whose pins moved, and the plan names the pin", async () => {
    await deploy(three);
    const pinsOf = { "mac-02": { "models.chat": "qwen3:4b sha256:77f0" } };
    await orchard.synth({ ...three, pinsOf });
    const plan = await terraformPlan(orchard.call);
    expect(plan.exit).toBe(2);
    expect(plan.tail.join("\n")).toMatch(/\+ "models\.chat" += "qwen3:4b sha256:77f0"/);
    expect(await deploy({ ...three, pinsOf })).toEqual({ exit: 0, hosts: ["mac-02"] });
  });

  it("takes pins literally, whatever they look like to Terraform", async () => {
    const odd = `\${file("/etc/hostname")} %{ if true } $\${x}`;
    await orchard.synth({ waves: { canary: ["mac-01"] }, pins: { [`engines.\${path.cwd}`]: odd } });
    const plan = await terraformPlan(orchard.call);
    expect(plan.exit).toBe(2);
    expect(plan.tail.join("\n")).toContain(`"engines.\${path.cwd}" = ${JSON.stringify(odd)}`);
  });
});

describe("a canary that fails", () => {
  it("leaves the rest untouched, with state and outputs of the release before", async () => {
    await deploy(three);
    orchard.breakHosts("mac-01");
    expect(await deploy(moved)).toEqual({ exit: 1, hosts: ["mac-01"] });
    expect(await terraformState(orchard.call)).toHaveLength(9);
    expect(await verdicts()).toEqual({ "mac-01": "pass", "mac-02": "pass", "mac-03": "pass" });
  });

  it("is tried again by the next deploy, which then goes on with what is left and nothing else", async () => {
    await deploy(three);
    orchard.breakHosts("mac-03");
    const halted = await deploy(moved);
    expect([...halted.hosts].sort()).toEqual(["mac-01", "mac-02", "mac-03"]);
    expect(halted.exit).toBe(1);
    orchard.breakHosts();
    expect(await deploy(moved)).toEqual({ exit: 0, hosts: ["mac-03"] });
  });
});

describe("a rollout that was cut short after Terraform had written it to state", () => {
  /** As a kill leaves it: the resource is the new one, and the record is still that of the rollout before. */
  async function cutShort(host: string): Promise<void> {
    const specOf = async () => ((await terraformOutput(orchard.call))[host] as { spec: string }).spec;
    await deploy(three);
    const before = await specOf();
    await deploy(moved);
    const after = await specOf();
    const file = join(orchard.root, ".espalier/state/orchard.tfstate");
    const state = JSON.parse(readFileSync(file, "utf8")) as {
      outputs: Record<string, unknown>;
      resources: readonly { readonly name: string }[];
    };
    const older = <Part>(part: Part): Part =>
      JSON.parse(JSON.stringify(part).replaceAll(after, before)) as Part;
    state.outputs[host] = older(state.outputs[host]);
    const resources = state.resources.map((one) => (one.name === `record_${host}` ? older(one) : one));
    writeFileSync(file, JSON.stringify({ ...state, resources }));
  }

  const hosts = ["mac-01", "mac-02", "mac-03"] as HostId[];

  it("is done for Terraform, and is done again by the next deploy of the pool", async () => {
    await cutShort("mac-02");
    expect(await deploy(moved)).toEqual({ exit: 0, hosts: [] });
    expect((await takeUpCut(orchard.call, hosts)).map(({ host }) => host)).toEqual(["mac-02"]);
    expect(await deploy(moved)).toEqual({ exit: 0, hosts: ["mac-02"] });
    expect(await takeUpCut(orchard.call, hosts)).toEqual([]);
  });

  it("is none where nothing was rolled out yet, or all is recorded, or another pin has moved", async () => {
    await orchard.synth(three);
    expect(await takeUpCut(orchard.call, hosts)).toEqual([]);
    await deploy(three);
    await orchard.synth(moved);
    expect(await takeUpCut(orchard.call, hosts)).toEqual([]);
  });
});

describe("the outputs", () => {
  it("carry verdict, spec, ladder revision and report, and follow a new rollout", async () => {
    await deploy(three);
    const before = (await terraformOutput(orchard.call))["mac-02"] as Record<string, string>;
    await deploy(moved);
    const after = (await terraformOutput(orchard.call))["mac-02"] as Record<string, string>;
    expect(after).toEqual({ ...before, spec: after["spec"] });
    expect(after["spec"]).not.toBe(before["spec"]);
    expect(after).toMatchObject({
      verdict: "pass",
      ladderRevision: "sha256:1adde4",
      report: "reports/orchard/mac-02",
    });
  });

  it("survive the loss of every report file", async () => {
    await deploy(three);
    const before = await terraformOutput(orchard.call);
    rmSync(join(orchard.root, "reports"), { recursive: true });
    expect(await deploy(three)).toEqual({ exit: 0, hosts: [] });
    expect(await terraformOutput(orchard.call)).toEqual(before);
  });

  it("say unproven when a rollout left no record", async () => {
    orchard.silenceHosts("mac-01");
    await deploy({ waves: { canary: ["mac-01"] } });
    const absent = { verdict: "unproven", spec: null, ladderRevision: null, report: null };
    expect(await terraformOutput(orchard.call)).toEqual({ "mac-01": absent });
  });
});

describe("a retired host", () => {
  it("is retired once, after which its entry does nothing", async () => {
    await deploy(three);
    const retired: OrchardWish = { waves: { canary: ["mac-01"], rest: ["mac-02"] }, retired: ["mac-03"] };
    await orchard.synth(retired);
    await terraformApply(orchard.call);
    expect(orchard.calls().map(({ argv }) => argv)).toEqual([["retire", "orchard", "mac-03"]]);
    expect(await terraformState(orchard.call)).toHaveLength(6);
    expect(await terraformMembers(orchard.call)).toEqual(["mac-01", "mac-02"]);
    expect(await deploy(retired)).toEqual({ exit: 0, hosts: [] });
  });

  it("that was never rolled out is known from before its first rollout", async () => {
    orchard.breakHosts("mac-01");
    await deploy(three);
    expect(await terraformMembers(orchard.call)).toContain("mac-01");
  });

  it("stays known until its retirement succeeds", async () => {
    await deploy(three);
    orchard.breakHosts("mac-01");
    const retired: OrchardWish = { waves: { rest: ["mac-02", "mac-03"] }, retired: ["mac-01"] };
    expect(await deploy(retired)).toEqual({ exit: 1, hosts: ["mac-01"] });
    orchard.breakHosts();
    expect(await deploy(retired)).toEqual({ exit: 0, hosts: ["mac-01"] });
  });

  it.each([
    ["its first rollout", {}],
    ["a later one", { before: true }],
  ])("is retired although %s failed", async (_, { before = false }: { before?: boolean }) => {
    if (before) await deploy(three);
    orchard.breakHosts("mac-03");
    expect((await deploy(moved)).exit).toBe(1);
    orchard.breakHosts();
    const retired: OrchardWish = {
      ...moved,
      waves: { canary: ["mac-01"], rest: ["mac-02"] },
      retired: ["mac-03"],
    };
    expect(await deploy(retired)).toEqual({ exit: 0, hosts: ["mac-03"] });
    expect(await deploy(retired)).toEqual({ exit: 0, hosts: [] });
  });
});
