import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runProgram } from "../../src/connectors/program.ts";
import { terraformInit } from "../../src/connectors/terraform.ts";
import { type OrchardWish, orchard } from "./orchard.ts";
import { type Project, project } from "./project.ts";
import { synthesised } from "./synthesised.ts";

const waves = { canary: ["mac-01"], rest: ["mac-02", "mac-03"] };
const retired = ["mac-00"];
const withNull: OrchardWish = { waves, retired, context: { rolloutResource: "null_resource" } };

let place: Project;
beforeEach(async () => {
  place = await project();
});
afterEach(() => place.remove());

const validate = () => runProgram([place.call.program, "validate", "-no-color"], place.call);

describe("a synthesised stack", () => {
  it("is valid to the real Terraform", async () => {
    await place.synth({ waves, retired });
    const run = await validate();
    expect(run.tail.join("\n")).toContain("The configuration is valid.");
    expect(run.exit).toBe(0);
  });

  it("with null_resource is valid too, where the provider can be downloaded", async () => {
    place.write(withNull);
    const init = await terraformInit(place.call);
    const told = readFileSync(place.call.log, "utf8").replace(/\s+/g, " ");
    if (init.exit === 0) {
      expect((await validate()).exit).toBe(0);
    } else {
      expect(told).toContain("Could not retrieve the list of available versions for provider hashicorp/null");
      expect((await validate()).tail.join(" ")).toContain("This configuration requires provider");
    }
  });

  it("has the same graph under both resources", () => {
    const plain = synthesised(orchard({ waves, retired }));
    const text = synthesised(orchard(withNull));
    expect(text).toContain("null_resource.mac-01");
    expect(asTerraformData(text)).toEqual(JSON.parse(plain));
  });
});

/** What the golden of `null_resource` would be if its resources were `terraform_data`. */
function asTerraformData(text: string): unknown {
  const { provider, ...stack } = JSON.parse(
    text.replaceAll('"triggers":', '"triggers_replace":').replaceAll("null_resource.", "terraform_data."),
  );
  const { required_providers, ...terraform } = stack.terraform;
  expect(provider).toEqual({ null: [{}] });
  expect(required_providers).toEqual({ null: { source: "null", version: "3.2.4" } });
  const { null_resource, terraform_data } = stack.resource;
  return { ...stack, terraform, resource: { terraform_data: { ...null_resource, ...terraform_data } } };
}
