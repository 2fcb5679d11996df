import { describe, expect, it } from "vitest";
import { EXIT, Failure } from "../../src/model/failure.ts";
import { stackOptions } from "../../stacks/stack-options.ts";

const read = (context: Readonly<Record<string, unknown>>) =>
  stackOptions(context, { inventory: "inventory", root: "../../.." });

function refusal(context: Readonly<Record<string, unknown>>): Failure {
  try {
    read(context);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error(`${JSON.stringify(context)} was taken`);
}

const backend = (wish: unknown) => ({ backend: wish });

const REFUSED: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
  [
    "an unknown resource",
    { rolloutResource: "aws_instance" },
    'cdktf.json context.rolloutResource: "aws_instance" is no resource a rollout can be; write one of terraform_data, null_resource',
  ],
  [
    "a backend that is a word",
    backend("pg"),
    'cdktf.json context.backend: "pg" is no object; write { "kind": "local" }',
  ],
  [
    "an unknown kind of backend",
    backend({ kind: "etcd" }),
    'cdktf.json context.backend.kind: "etcd" is no backend known here; write one of local, s3, pg, http, consul',
  ],
  [
    "a connection string, which may hold a password",
    backend({ kind: "pg", conn_str: "postgres://db.example/terraform" }),
    "cdktf.json context.backend.conn_str: no setting of the pg backend; known are schema_name, skip_schema_creation, skip_table_creation, skip_index_creation; credentials come from PG_CONN_STR",
  ],
  [
    "an s3 backend without its bucket",
    backend({ kind: "s3", region: "eu-west-3" }),
    "cdktf.json context.backend.bucket: missing, and the s3 backend needs it; add it",
  ],
  [
    "an address with a password in it",
    backend({ kind: "http", address: "https://ci:secret@state.example/{pool}" }),
    "cdktf.json context.backend.address: carries credentials; take them out and set TF_HTTP_USERNAME, TF_HTTP_PASSWORD",
  ],
  [
    "one place for all pools",
    backend({ kind: "consul", path: "espalier" }),
    'cdktf.json context.backend.path: "espalier" is the same for every pool, and two pools would share one state; put {pool} into it',
  ],
];

describe("the context of cdktf.json", () => {
  it("may be empty: terraform_data and a local state", () => {
    const { rolloutResource, backend } = read({});
    expect({ rolloutResource, backend }).toEqual({
      rolloutResource: "terraform_data",
      backend: { kind: "local", settings: { path: ".espalier/state/{pool}.tfstate" } },
    });
  });

  it.each(REFUSED)("may not name %s", (_, context, message) => {
    const failure = refusal(context);
    expect(failure.message).toBe(message);
    expect(failure.exit).toBe(EXIT.usage);
  });

  it("never repeats a credential it refuses", () => {
    const { message } = refusal(
      backend({ kind: "http", address: "https://ci:hunter2@state.example/{pool}" }),
    );
    expect(message).not.toContain("hunter2");
  });
});
