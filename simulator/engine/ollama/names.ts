/** A model's full name; `host` may carry a port. */
export interface ModelName {
  readonly host: string;
  readonly repository: string;
  readonly tag: string;
}

const DEFAULT_HOST = "registry.ollama.ai";
const PART = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** Splits at the last `:` unless a `/` follows it (that would be a port). */
function tagged(text: string): readonly [string, string] {
  const at = text.lastIndexOf(":");
  return at < 0 || text.includes("/", at) ? [text, "latest"] : [text.slice(0, at), text.slice(at + 1)];
}

/** Reads `[scheme://][host[:port]/][namespace/]model[:tag]`; `undefined` when it is no name (a digest is none). */
export function parseName(text: string): ModelName | undefined {
  const [path, tag] = tagged(text.replace(/^https?:\/\//, ""));
  const parts = path.split("/");
  const model = parts.pop() ?? "";
  const namespace = parts.pop() ?? "library";
  const host = parts.pop() ?? DEFAULT_HOST;
  if (parts.length > 0 || ![model, namespace, tag].every((part) => PART.test(part))) return undefined;
  return { host, repository: `${namespace}/${model}`, tag };
}

/** The shortest text that names it: what the API prints. */
export function displayName({ host, repository, tag }: ModelName): string {
  if (host !== DEFAULT_HOST) return `${host}/${repository}:${tag}`;
  return `${repository.replace(/^library\//, "")}:${tag}`;
}

export const sameName = (one: ModelName, other: ModelName): boolean =>
  one.host === other.host && one.repository === other.repository && one.tag === other.tag;

/** Equal but for the registry it came from. */
export const sameModel = (one: ModelName, other: ModelName): boolean =>
  one.repository === other.repository && one.tag === other.tag;
