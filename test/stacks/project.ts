import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { findTerraform, type TerraformCall, terraformInit } from "../../src/connectors/terraform.ts";
import { PoolStack } from "../../stacks/pool-stack.ts";
import { type OrchardWish, orchard } from "./orchard.ts";

/** Stands where `bin/espalier.js` stands: notes how it was called, writes records, fails for hosts listed in `broken`. */
const STUB = `
const { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const { dirname } = require("node:path");
const argv = process.argv.slice(2);
const { ESPALIER_SPEC: spec, ESPALIER_RECORD: record, ESPALIER_INVENTORY: inventory } = process.env;
const host = argv[0] === "apply" ? argv[3] : argv[2];
appendFileSync("calls.ndjson", JSON.stringify({ argv, host, spec, record, inventory }) + "\\n");
const listed = (file) => existsSync(file) && readFileSync(file, "utf8").split("\\n").includes(host);
if (listed("broken")) process.exit(3);
if (listed("hanging")) {
  writeFileSync("pid", String(process.pid));
  setInterval(() => undefined, 1000);
} else if (record !== undefined && !listed("silent")) {
  mkdirSync(dirname(record), { recursive: true });
  writeFileSync(record, JSON.stringify({ verdict: "pass", spec, ladderRevision: "sha256:1adde4", report: "reports/orchard/" + host }));
}
`;

/** One call that the stub noted. */
export interface Call {
  readonly argv: readonly string[];
  readonly host: string;
  readonly spec?: string;
  readonly record?: string;
  readonly inventory?: string;
}

/** A project in a directory of its own whose Espalier is a stub; Terraform is the real one. */
export interface Project {
  readonly root: string;
  readonly call: TerraformCall;
  /** Writes the stack as `cdktf synth` does. */
  readonly write: (wish: OrchardWish) => void;
  /** Writes the stack and prepares Terraform. */
  readonly synth: (wish: OrchardWish) => Promise<void>;
  /** Hosts whose rollout shall fail from now on. */
  readonly breakHosts: (...hosts: readonly string[]) => void;
  /** Hosts whose rollout shall succeed without a record. */
  readonly silenceHosts: (...hosts: readonly string[]) => void;
  /** Hosts whose rollout shall never end; the file `pid` then names the stub's pid. */
  readonly hangHosts: (...hosts: readonly string[]) => void;
  /** Calls since the last question, in order. */
  readonly calls: () => readonly Call[];
  readonly remove: () => void;
}

export async function project(): Promise<Project> {
  const root = mkdtempSync(join(tmpdir(), "espalier-stack-"));
  const at = (...path: readonly string[]) => join(root, ...path);
  const directory = at("cdktf.out", "stacks", "orchard");
  const program = await findTerraform(process.env);
  const call: TerraformCall = { program, directory, log: at("terraform.log"), environment: process.env };
  mkdirSync(at("bin"));
  writeFileSync(at("bin", "espalier.js"), STUB);

  const write = (wish: OrchardWish) => {
    const app = new App({ outdir: at("cdktf.out"), stackTraces: false });
    new PoolStack(app, orchard(wish));
    app.synth();
  };

  return {
    root,
    call,
    write,
    synth: async (wish) => {
      write(wish);
      const { exit } = await terraformInit(call);
      if (exit !== 0) throw new Error(`terraform init: ${readFileSync(call.log, "utf8")}`);
    },
    breakHosts: (...hosts) => writeFileSync(at("broken"), hosts.join("\n")),
    silenceHosts: (...hosts) => writeFileSync(at("silent"), hosts.join("\n")),
    hangHosts: (...hosts) => writeFileSync(at("hanging"), hosts.join("\n")),
    calls: () => {
      const path = at("calls.ndjson");
      const text = existsSync(path) ? readFileSync(path, "utf8") : "";
      rmSync(path, { force: true });
      return text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as Call]));
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
