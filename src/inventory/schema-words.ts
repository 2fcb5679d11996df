import type { ErrorObject } from "ajv/dist/2020.js";
import type { Objection, Path } from "./objection.ts";
import { described, oneOf, renaming } from "./words.ts";

interface SchemaNode {
  readonly title?: string;
  readonly examples?: readonly unknown[];
  readonly type?: string;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
}

/** How a scalar was typed in the file, quotes off. */
type Typed = (path: Path) => string | undefined;

/** Everything one keyword may say. */
interface Case {
  readonly error: ErrorObject;
  readonly at: Path;
  readonly schema: SchemaNode;
  readonly typed: Typed;
}

const unescaped = (part: string): string => part.replaceAll("~1", "/").replaceAll("~0", "~");

/** `/hosts/mac-01` as keys; digits become indexes only where the parent is a list, which no map of ours confuses. */
const pathOf = (pointer: string): Path =>
  pointer
    .split("/")
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : unescaped(part)));

const wantedBy = (schema: SchemaNode): string => schema.title ?? `a ${schema.type ?? "value"}`;

const exampleOf = (schema: SchemaNode): string | undefined =>
  schema.examples?.[0] === undefined ? undefined : JSON.stringify(schema.examples[0]);

const writeLike = (schema: SchemaNode): string => {
  const example = exampleOf(schema);
  return example === undefined ? "correct it" : `write it like ${example}`;
};

function unknownKey({ error, at, schema }: Case): Objection {
  const key = String(error.params["additionalProperty"]);
  const known = Object.keys(schema.properties ?? {});
  return {
    at: [...at, key],
    on: "key",
    found: `an unknown key ${JSON.stringify(key)}`,
    wanted: oneOf(known),
    todo: renaming(key, known, "remove it"),
  };
}

function missingKey({ error, at, schema }: Case): Objection {
  const key = String(error.params["missingProperty"]);
  const wish = schema.properties?.[key] ?? schema;
  const example = exampleOf(wish);
  return {
    at,
    on: "key",
    found: `no key ${JSON.stringify(key)}`,
    wanted: `${key}: ${wantedBy(wish)}`,
    todo: example === undefined ? `add ${key}:` : `add ${key}: ${example}`,
  };
}

function wrongType({ error, at, schema, typed }: Case): Objection {
  const text = typed(at);
  const isUnquoted = schema.type === "string" && typeof error.data !== "object" && text !== undefined;
  const fits = isUnquoted && new RegExp(schema.pattern ?? ".").test(text);
  const todo = fits ? `put it in quotes: ${JSON.stringify(text)}` : writeLike(schema);
  return { at, found: described(error.data), wanted: wantedBy(schema), todo };
}

const value = (seen: Case, found: string, wanted: string): Objection => ({
  at: seen.at,
  found,
  wanted,
  todo: writeLike(seen.schema),
});

function pattern(seen: Case): Objection {
  const { error, at, schema } = seen;
  const name = error.propertyName;
  const found = described(name ?? error.data);
  if (name === undefined) return value(seen, found, wantedBy(schema));
  return {
    at: [...at, name],
    on: "key",
    found: `the key ${found}`,
    wanted: wantedBy(schema),
    todo: writeLike(schema),
  };
}

function enumeration({ error, at }: Case): Objection {
  const known = (error.params["allowedValues"] as readonly unknown[]).map(String);
  const found = described(error.data);
  return { at, found, wanted: oneOf(known), todo: renaming(String(error.data), known, `write ${known[0]}`) };
}

function twice({ error, at }: Case): Objection {
  const index = Math.max(Number(error.params["i"]), Number(error.params["j"]));
  const item = (error.data as readonly unknown[])[index];
  return {
    at: [...at, index],
    found: `${described(item)} a second time`,
    wanted: "every item once",
    todo: "remove one",
  };
}

const limit = (seen: Case, bound: "at least" | "at most"): Objection =>
  value(seen, described(seen.error.data), `${wantedBy(seen.schema)}, ${bound} ${seen.error.params["limit"]}`);

/** One sentence maker per keyword of our schemas; a test proves that none is missing. */
export const SENTENCES: Readonly<Record<string, (seen: Case) => Objection>> = {
  additionalProperties: unknownKey,
  required: missingKey,
  type: wrongType,
  pattern,
  maxLength: pattern,
  enum: enumeration,
  const: (seen) => value(seen, described(seen.error.data), JSON.stringify(seen.error.params["allowedValue"])),
  minimum: (seen) => limit(seen, "at least"),
  maximum: (seen) => limit(seen, "at most"),
  minLength: (seen) => value(seen, "empty text", wantedBy(seen.schema)),
  minItems: (seen) => value(seen, "an empty list", `${wantedBy(seen.schema)} with at least one item`),
  minProperties: (seen) => value(seen, "an empty map", `${wantedBy(seen.schema)} with at least one entry`),
  uniqueItems: twice,
};

/** An ajv error as a plain sentence. */
export function objectionOf(error: ErrorObject, typed: Typed): Objection {
  const sentence = SENTENCES[error.keyword];
  const schema = (error.parentSchema ?? {}) as SchemaNode;
  if (sentence === undefined) throw new TypeError(`schema keyword without a sentence: ${error.keyword}`);
  return sentence({ error, at: pathOf(error.instancePath), schema, typed });
}
