import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  heldMembers,
  terraformApply,
  terraformEnvironment,
  terraformHeld,
  terraformPlan,
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

const held = () => terraformHeld(orchard.call);

const verdicts = async (): Promise<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries((await held()).outputs).map(([host, output]) => [
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
    expect((await held()).resources).toHaveLength(10);
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
    const specOf = async () => ((await held()).outputs[host] as { spec: string }).spec;
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
    expect((await takeUpCut(orchard.call, await held(), hosts)).map(({ host }) => host)).toEqual(["mac-02"]);
    expect(await deploy(moved)).toEqual({ exit: 0, hosts: ["mac-02"] });
    expect(await takeUpCut(orchard.call, await held(), hosts)).toEqual([]);
  });

  it("is none where nothing was rolled out yet, or all is recorded, or another pin has moved", async () => {
    await orchard.synth(three);
    expect(await takeUpCut(orchard.call, await held(), hosts)).toEqual([]);
    await deploy(three);
    await orchard.synth(moved);
    expect(await takeUpCut(orchard.call, await held(), hosts)).toEqual([]);
  });
});

describe("the outputs", () => {
  it("carry verdict, spec, ladder revision and report, and follow a new rollout", async () => {
    await deploy(three);
    const before = (await held()).outputs["mac-02"] as Record<string, string>;
    await deploy(moved);
    const after = (await held()).outputs["mac-02"] as Record<string, string>;
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
    const before = (await held()).outputs;
    rmSync(join(orchard.root, "reports"), { recursive: true });
    expect(await deploy(three)).toEqual({ exit: 0, hosts: [] });
    expect((await held()).outputs).toEqual(before);
  });

  it("say unproven when a rollout left no record", async () => {
    orchard.silenceHosts("mac-01");
    await deploy({ waves: { canary: ["mac-01"] } });
    const absent = { verdict: "unproven", spec: null, ladderRevision: null, report: null };
    expect((await held()).outputs).toEqual({ "mac-01": absent });
  });
});

describe("a retired host", () => {
  it("is retired once, after which its entry does nothing", async () => {
    await deploy(three);
    const retired: OrchardWish = { waves: { canary: ["mac-01"], rest: ["mac-02"] }, retired: ["mac-03"] };
    await orchard.synth(retired);
    await terraformApply(orchard.call);
    expect(orchard.calls().map(({ argv }) => argv)).toEqual([["retire", "orchard", "mac-03"]]);
    expect((await held()).resources).toHaveLength(7);
    expect(heldMembers(await held())).toEqual(["mac-01", "mac-02"]);
    expect(await deploy(retired)).toEqual({ exit: 0, hosts: [] });
  });

  it("that was never rolled out is known from before its first rollout", async () => {
    orchard.breakHosts("mac-01");
    await deploy(three);
    expect(heldMembers(await held())).toContain("mac-01");
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

describe("a host that was renamed", () => {
  const renamed: OrchardWish = {
    waves: { canary: ["mac-01"], rest: ["box-02", "mac-03"] },
    renames: [{ from: "mac-02", to: "box-02" }],
  };

  it("stays a member under its new name: it is rolled out once more, and nobody is retired", async () => {
    await deploy(three);
    expect(await deploy(renamed)).toEqual({ exit: 0, hosts: ["box-02"] });
    expect([...heldMembers(await held())].sort()).toEqual(["box-02", "mac-01", "mac-03"]);
    expect(Object.keys(await verdicts()).sort()).toEqual(["box-02", "mac-01", "mac-03"]);
    expect((await terraformPlan(orchard.call)).exit).toBe(0);
  });

  it("is known by the last of several names, whichever of them state has", async () => {
    const again: OrchardWish = {
      waves: { canary: ["mac-01"], rest: ["fig-02", "mac-03"] },
      renames: [
        { from: "mac-02", to: "box-02" },
        { from: "box-02", to: "fig-02" },
      ],
    };
    await deploy(three);
    expect(await deploy(again)).toEqual({ exit: 0, hosts: ["fig-02"] });
    expect([...heldMembers(await held())].sort()).toEqual(["fig-02", "mac-01", "mac-03"]);
  });

  it("can be retired later under its new name", async () => {
    await deploy(three);
    await deploy(renamed);
    const left: OrchardWish = { waves: { canary: ["mac-01"], rest: ["mac-03"] }, retired: ["box-02"] };
    await orchard.synth(left);
    expect((await terraformApply(orchard.call)).exit).toBe(0);
    expect(orchard.calls().map(({ argv }) => argv)).toEqual([["retire", "orchard", "box-02"]]);
  });

  it("is retired under its new name by the first deploy that knows it", async () => {
    await deploy(three);
    await orchard.synth({
      waves: { canary: ["mac-01"], rest: ["mac-03"] },
      retired: ["box-02"],
      renames: [{ from: "mac-02", to: "box-02" }],
    });
    expect((await terraformApply(orchard.call)).exit).toBe(0);
    expect(orchard.calls().map(({ argv }) => argv)).toEqual([["retire", "orchard", "box-02"]]);
  });
});

describe("a stack that is to be destroyed", () => {
  const terraform = (...argv: readonly string[]) =>
    spawnSync(orchard.call.program, [`-chdir=${orchard.call.directory}`, ...argv], {
      encoding: "utf8",
      env: terraformEnvironment(process.env),
    });

  it("refuses before anything is forgotten, and says by a name why", async () => {
    await deploy(three);
    const before = (await held()).resources;
    const refused = terraform("destroy", "-auto-approve", "-no-color");
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain("terraform_data.hosts_are_retired_not_destroyed");
    expect((await held()).resources).toEqual(before);
    expect(orchard.calls()).toEqual([]);
  });

  it("is forgotten once its guard is, and nobody is called", async () => {
    await deploy(three);
    expect(terraform("state", "rm", "terraform_data.hosts_are_retired_not_destroyed").status).toBe(0);
    expect(terraform("destroy", "-auto-approve", "-no-color").status).toBe(0);
    expect((await held()).resources).toEqual([]);
    expect(orchard.calls()).toEqual([]);
  });
});
