import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import artifacts from "../../inventory/schema/artifacts.schema.json" with { type: "json" };
import lock from "../../inventory/schema/lock.schema.json" with { type: "json" };
import pool from "../../inventory/schema/pool.schema.json" with { type: "json" };
import { SENTENCES } from "../../src/inventory/schema-words.ts";

const SCHEMAS = { artifacts, lock, pool };

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Keywords whose value maps names to schemas. */
const MAPS = ["properties", "$defs"];
/** Keywords whose value is a schema. */
const INNER = ["additionalProperties", "items", "propertyNames", "if", "then"];

/** Every schema inside a schema, itself included. */
function nodes(node: Node): readonly Node[] {
  const mapped = MAPS.flatMap((key) => (isNode(node[key]) ? Object.values(node[key]).filter(isNode) : []));
  const inner = INNER.flatMap((key) => (isNode(node[key]) ? [node[key]] : []));
  return [node, ...[...mapped, ...inner].flatMap(nodes)];
}

/** Keywords that cannot fail by themselves. */
const SILENT = [
  ...MAPS,
  ...INNER,
  "$schema",
  "$ref",
  "$comment",
  "title",
  "description",
  "examples",
  "default",
  "writeOnly",
];

test.each(Object.entries(SCHEMAS))("the %s schema is JSON Schema 2020-12", (_, schema) => {
  const ajv = new Ajv2020();
  expect([ajv.validateSchema(schema), ajv.errors]).toEqual([true, null]);
  expect(ajv.validateSchema({ ...schema, required: "pool" })).toBe(false);
});

test.each(Object.entries(SCHEMAS))("every keyword of the %s schema has a sentence", (_, schema) => {
  const used = new Set(nodes(schema).flatMap((node) => Object.keys(node)));
  const spoken = new Set([...Object.keys(SENTENCES), ...SILENT]);
  expect([...used].filter((keyword) => !spoken.has(keyword))).toEqual([]);
  expect(used).toContain("required");
});

test.each(Object.entries(SCHEMAS))("no map of the %s schema takes unknown keys", (_, schema) => {
  const maps = nodes(schema).filter((node) => node["type"] === "object");
  expect(maps.length).toBeGreaterThan(1);
  expect(maps.filter((node) => node["additionalProperties"] === undefined)).toEqual([]);
});

test.each(Object.entries(SCHEMAS))("every key of the %s schema is described for editors", (_, schema) => {
  const keys = nodes(schema).flatMap((node) =>
    node["if"] === undefined && isNode(node["properties"]) ? Object.entries(node["properties"]) : [],
  );
  expect(
    keys.filter(
      ([, node]) => isNode(node) && node["const"] === undefined && node["description"] === undefined,
    ),
  ).toEqual([]);
});
