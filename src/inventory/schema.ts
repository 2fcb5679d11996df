import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import { nearest } from "./nearest.ts";
import type { Objection, Path } from "./objection.ts";
import { objectionOf, type SchemaRoot } from "./schema-words.ts";

/** A test holds the schemas themselves against their meta-schema; here every verb would pay for it, as for optimising. */
const ajv = new Ajv2020({
  strict: true,
  strictRequired: false,
  allErrors: true,
  verbose: true,
  useDefaults: true,
  validateSchema: false,
  code: { optimize: false },
});

/** A value held against its schema: defaults filled in, and all that does not fit. */
export interface Validation<T> {
  /** Only as trustworthy as `objections` is short. */
  readonly value: T;
  readonly objections: readonly Objection[];
}

/** Holds a copy of `value` against a JSON Schema 2020-12. `typed` tells how a scalar was typed in the file. */
export function validated<T>(
  schema: SchemaRoot,
  value: unknown,
  typed: (path: Path) => string | undefined,
): Validation<T> {
  const copy = structuredClone(value);
  const check = ajv.compile(schema);
  check(copy);
  const errors = quietened((check.errors ?? []).filter((error) => !isEcho(error)));
  return { value: copy as T, objections: errors.map((error) => objectionOf(error, { root: schema, typed })) };
}

/** `if` and `propertyNames` only repeat what the errors inside them say better. */
const isEcho = ({ keyword }: ErrorObject): boolean => keyword === "if" || keyword === "propertyNames";

/** The key that an unknown key most likely stands for: it is not missing, it is misspelt. */
function meant({ keyword, instancePath, params, parentSchema }: ErrorObject): readonly string[] {
  if (keyword !== "additionalProperties") return [];
  const near = nearest(String(params["additionalProperty"]), Object.keys(parentSchema?.["properties"] ?? {}));
  return near === undefined ? [] : [`${instancePath}/${near}`];
}

/** One objection per value: a wrong type that also misses the enum is said once, as is a misspelt key. */
function quietened(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const seen = new Set<string>();
  const misspelt = new Set(errors.flatMap(meant));
  return errors.filter((error) => {
    const place = `${error.instancePath}\n${error.propertyName ?? ""}`;
    if (error.keyword === "required")
      return !misspelt.has(`${error.instancePath}/${error.params["missingProperty"]}`);
    if (error.keyword === "additionalProperties") return true;
    const isNew = !seen.has(place);
    seen.add(place);
    return isNew;
  });
}
