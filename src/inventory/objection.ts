/** Keys and indexes from the root of a file to a node. */
export type Path = readonly (string | number)[];

/** Something wrong at a path; it becomes a `Problem` once the source says where that path stands. */
export interface Objection {
  readonly at: Path;
  /** Point at the key instead of at its value. */
  readonly on?: "key";
  /** Characters into the text of a scalar, for a mistake inside it. */
  readonly offset?: number;
  readonly found: string;
  readonly wanted: string;
  readonly todo: string;
}

const PLAIN = /^[A-Za-z_][A-Za-z0-9_-]*$/;

function segment(part: string | number): string {
  if (typeof part === "number") return `[${part}]`;
  return PLAIN.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`;
}

/** `waves[1].hosts`, `artifacts["ollama@0.35.1"].url`; the root is `top level`. */
export function formatPath(path: Path): string {
  return path.map(segment).join("").replace(/^\./, "") || "top level";
}
