import type { ErrorObject } from "ajv/dist/2020.js";
import type { Objection, Path } from "./objection.ts";
import { described, oneOf, renaming } from "./words.ts";

interface SchemaNode {
  readonly title?: string;
  readonly examples?: readonly unknown[];
  readonly type?: string;
  readonly pattern?: string;
  readonly writeOnly?: boolean;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly $ref?: string;
}

/** A whole schema, with what its nodes refer to. */
export interface SchemaRoot extends SchemaNode {
  /** Where a reader finds a good example. */
  readonly $comment?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
}

/** How a scalar was typed in the file, quotes off. */
type Typed = (path: Path) => string | undefined;

/** Everything one keyword may say. */
interface Case {
  readonly error: ErrorObject;
  readonly at: Path;
  readonly schema: SchemaNode;
  readonly root: SchemaRoot;
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

const writeLike = ({ schema, root }: Pick<Case, "schema" | "root">): string => {
  const example = exampleOf(schema);
  return example === undefined ? `compare with ${root.$comment}` : `write it like ${example}`;
};

/** A node with what it refers to; what stands beside the reference goes first. */
const resolved = (node: SchemaNode, root: SchemaRoot): SchemaNode =>
  node.$ref === undefined ? node : { ...root.$defs?.[node.$ref.replace("#/$defs/", "")], ...node };

/** What was found, unless it may be a secret written in the open. */
const shown = ({ error, schema }: Case): string =>
  schema.writeOnly === true ? "a value (not shown, it may be secret)" : described(error.data);

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

function missingKey({ error, at, schema, root }: Case): Objection {
  const key = String(error.params["missingProperty"]);
  const wish = resolved(schema.properties?.[key] ?? schema, root);
  const example = exampleOf(wish);
  return {
    at,
    on: "key",
    found: `no key ${JSON.stringify(key)}`,
    wanted: `${key}: ${wantedBy(wish)}`,
    todo: example === undefined ? `add ${key} as in ${root.$comment}` : `add ${key}: ${example}`,
  };
}

function wrongType(seen: Case): Objection {
  const { error, at, schema, typed } = seen;
  const text = typed(at);
  const isUnquoted = schema.type === "string" && typeof error.data !== "object" && text !== undefined;
  const fits = isUnquoted && new RegExp(schema.pattern ?? ".").test(text);
  const todo = fits ? `put it in quotes: ${JSON.stringify(text)}` : writeLike(seen);
  return { at, found: shown(seen), wanted: wantedBy(schema), todo };
}

const value = (seen: Case, found: string, wanted: string): Objection => ({
  at: seen.at,
  found,
  wanted,
  todo: writeLike(seen),
});

function pattern(seen: Case): Objection {
  const { error, at, schema } = seen;
  const name = error.propertyName;
  const todo = tidied(name ?? String(error.data), schema) ?? writeLike(seen);
  if (name === undefined) return { ...value(seen, shown(seen), wantedBy(schema)), todo };
  return {
    at: [...at, name],
    on: "key",
    found: `the key ${described(name)}`,
    wanted: wantedBy(schema),
    todo,
  };
}

/** The pattern of names; most bad names only need lower-case letters and dashes. */
const NAME = "^[a-z][a-z0-9-]*$";

function tidied(text: string, { pattern }: SchemaNode): string | undefined {
  const tidy = text
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-");
  return pattern === NAME && new RegExp(NAME).test(tidy)
    ? `did you mean ${JSON.stringify(tidy)}?`
    : undefined;
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
  value(seen, shown(seen), `${wantedBy(seen.schema)}, ${bound} ${seen.error.params["limit"]}`);

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
export function objectionOf(error: ErrorObject, { root, typed }: Pick<Case, "root" | "typed">): Objection {
  const sentence = SENTENCES[error.keyword];
  const schema = (error.parentSchema ?? {}) as SchemaNode;
  if (sentence === undefined) throw new TypeError(`schema keyword without a sentence: ${error.keyword}`);
  return sentence({ error, at: pathOf(error.instancePath), schema, root, typed });
}
