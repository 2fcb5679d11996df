import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import type { Objection, Path } from "./objection.ts";
import { objectionOf } from "./schema-words.ts";

const ajv = new Ajv2020({
  strict: true,
  strictRequired: false,
  allErrors: true,
  verbose: true,
  useDefaults: true,
});

/** A value held against its schema: defaults filled in, and all that does not fit. */
export interface Validation<T> {
  /** Only as trustworthy as `objections` is short. */
  readonly value: T;
  readonly objections: readonly Objection[];
}

/** Holds a copy of `value` against a JSON Schema 2020-12. `typed` tells how a scalar was typed in the file. */
export function validated<T>(
  schema: object,
  value: unknown,
  typed: (path: Path) => string | undefined,
): Validation<T> {
  const copy = structuredClone(value);
  const check = ajv.compile(schema);
  check(copy);
  const errors = (check.errors ?? []).filter((error) => !isEcho(error));
  return { value: copy as T, objections: quietened(errors).map((error) => objectionOf(error, typed)) };
}

/** `if` and `propertyNames` only repeat what the errors inside them say better. */
const isEcho = ({ keyword }: ErrorObject): boolean => keyword === "if" || keyword === "propertyNames";

/** Keywords that may each speak once per place. */
const PER_KEY: readonly string[] = ["required", "additionalProperties"];

/** One objection per value: a wrong type that also misses the enum is said once. */
function quietened(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const seen = new Set<string>();
  return errors.filter((error) => {
    const place = `${error.instancePath}\n${error.propertyName ?? ""}`;
    if (PER_KEY.includes(error.keyword)) return true;
    const isNew = !seen.has(place);
    seen.add(place);
    return isNew;
  });
}
