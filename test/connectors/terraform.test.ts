import { spawn } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { cutBy } from "../../src/connectors/cut.ts";
import { runProgram } from "../../src/connectors/program.ts";
import {
  cdktfDeploy,
  findTerraform,
  isStateLocked,
  terraformApply,
  terraformEnvironment,
  terraformHeld,
} from "../../src/connectors/terraform.ts";
import { Failure } from "../../src/model/failure.ts";
import type { OrchardWish } from "../stacks/orchard.ts";
import { type Project, project } from "../stacks/project.ts";

const canary: OrchardWish = { waves: { canary: ["mac-01"] } };
const repository = join(import.meta.dirname, "..", "..");

let orchard: Project;
beforeEach(async () => {
  orchard = await project();
});
afterEach(() => orchard.remove());

describe("the program", () => {
  it("is the one that TERRAFORM_BINARY_NAME names", async () => {
    expect(await findTerraform({ ...process.env, TERRAFORM_BINARY_NAME: process.execPath })).toBe(
      process.execPath,
    );
  });

  it("that is missing gives one failure that says how to get it", async () => {
    const failure = await findTerraform({ PATH: orchard.root }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect((failure as Failure).message).toContain(
      "terraform or tofu: not found on PATH; install Terraform 1.10",
    );
  });

  it("is told never to phone home or ask, and nothing about a configuration that does not exist", () => {
    const told = terraformEnvironment({ TF_CLI_CONFIG_FILE: "/nowhere/terraformrc", KEPT: "yes" });
    expect(told).toMatchObject({
      KEPT: "yes",
      CHECKPOINT_DISABLE: "1",
      TF_IN_AUTOMATION: "1",
      TF_INPUT: "0",
    });
    expect(told).not.toHaveProperty("TF_CLI_CONFIG_FILE");
    expect(terraformEnvironment({ TF_CLI_CONFIG_FILE: orchard.call.program })).toHaveProperty(
      "TF_CLI_CONFIG_FILE",
    );
  });

  it("that cannot be started gives a failure, and one that is killed says by what", async () => {
    await expect(runProgram(["/nowhere/terraform"], orchard.call)).rejects.toThrow(/directory exist/);
    const run = await runProgram(["sh", "-c", "echo here; kill -9 $$"], {
      ...orchard.call,
      directory: tmpdir(),
    });
    expect(run).toEqual({ signal: "SIGKILL", log: orchard.call.log, tail: ["here"] });
  });

  it("is not begun once the work around it was cut off", async () => {
    const reason = new Error("a person stopped it");
    const cut = { signal: AbortSignal.abort(reason), duties: new Set<Promise<unknown>>() };
    const call = { ...orchard.call, directory: tmpdir() };
    await expect(cutBy(cut, () => runProgram(["sh", "-c", "exit 0"], call))).rejects.toBe(reason);
  });

  it("whose log a full disk does not take comes to its end, and what the log lacks is said", async () => {
    const many = "i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i + 1)); done";
    const call = { ...orchard.call, directory: tmpdir(), log: "/dev/full" };
    expect(await runProgram(["sh", "-c", many], call)).toMatchObject({
      exit: 0,
      unkept: expect.stringContaining("ENOSPC"),
      tail: expect.arrayContaining(["line 19999"]),
    });
  });
});

describe("the state", () => {
  it("that cannot be read is a failure that names the log, never an empty answer", async () => {
    await orchard.synth(canary);
    await terraformApply(orchard.call);
    writeFileSync(join(orchard.root, ".espalier/state/orchard.tfstate"), "{");
    await expect(terraformHeld(orchard.call)).rejects.toThrow(orchard.call.log);
    await expect(terraformHeld(orchard.call)).rejects.toThrow(/terraform show -json: ended with 1/);
  });

  it("is locked during a deploy: a second one is refused, and says that it was the lock", async () => {
    await orchard.synth(canary);
    orchard.hangHosts("mac-01");
    const first = child("terraform");
    await hanging();
    expect(isStateLocked(await terraformApply(orchard.call))).toBe(true);
    first.process.kill("SIGTERM");
    expect(isStateLocked({ ...(await first.end), log: "", tail: [] })).toBe(false);
  });
});

/** A deploy in a Node process of its own. */
function child(how: "terraform" | "cdktf") {
  const script = join(import.meta.dirname, "terraform-child.ts");
  const directory = how === "cdktf" ? orchard.root : orchard.call.directory;
  const argv = ["--import", "tsx", script, how, directory, orchard.call.log];
  const env = { ...process.env, ORCHARD_WISH: JSON.stringify(canary) };
  const process_ = spawn(process.execPath, argv, { env, stdio: ["ignore", "pipe", "inherit"] });
  return { process: process_, end: text(process_.stdout).then((out) => JSON.parse(out)) };
}

/** The pid of the rollout that hangs, as soon as there is one. */
const hanging = () =>
  vi.waitFor(
    () => {
      const pid = Number(readFileSync(join(orchard.root, "pid"), "utf8"));
      expect(pid).toBeGreaterThan(0);
      return pid;
    },
    { timeout: 90_000, interval: 50 },
  );

/** Makes the project one that the cdktf CLI takes. */
function adopt(): void {
  symlinkSync(join(repository, "node_modules"), join(orchard.root, "node_modules"));
  const configuration = JSON.parse(readFileSync(join(repository, "cdktf.json"), "utf8"));
  const app = `node --import tsx ${join(repository, "test/stacks/app.ts")}`;
  writeFileSync(join(orchard.root, "cdktf.json"), JSON.stringify({ ...configuration, app }));
}

describe("a deploy that is told to stop", () => {
  it.each([
    ["terraform", "SIGTERM"],
    ["terraform", "SIGHUP"],
    ["cdktf", "SIGINT"],
  ] as const)(
    "by %s and %s ends with all that it started",
    async (how, signal) => {
      if (how === "cdktf") adopt();
      else await orchard.synth(canary);
      orchard.hangHosts("mac-01");
      const deploy = child(how);
      const pid = await hanging();
      deploy.process.kill(signal);
      expect(await deploy.end).toMatchObject({ exit: 1, stopped: signal });
      await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(/ESRCH/), 30_000);
    },
    180_000,
  );
});

describe("cdktf deploy", () => {
  it("goes the same way as Terraform itself, with the same state", async () => {
    adopt();
    const environment = { ...process.env, ORCHARD_WISH: JSON.stringify(canary) };
    const run = await cdktfDeploy({
      ...orchard.call,
      directory: orchard.root,
      environment,
      stack: "orchard",
    });
    expect(run.exit).toBe(0);
    expect(orchard.calls().map(({ argv }) => argv)).toEqual([
      ["apply", "orchard", "--on", "mac-01", "--from-stack"],
    ]);
    expect((await terraformHeld(orchard.call)).outputs).toMatchObject({ "mac-01": { verdict: "pass" } });
    await orchard.synth(canary);
    await terraformApply(orchard.call);
    expect(orchard.calls()).toEqual([]);
  }, 180_000);

  it("that is not installed gives a failure that says so", async () => {
    const call = { ...orchard.call, directory: orchard.root, stack: "orchard" };
    await expect(cdktfDeploy(call)).rejects.toThrow(/cdktf: not installed; npm install/);
  });
});
