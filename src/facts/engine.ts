import type { Answer } from "./fact.ts";

/** Version and resident models, one JSON document per line; each has three seconds. */
export function engineQuestion(name: string, port: number) {
  const api = `http://127.0.0.1:${port}/api`;
  return { name: `engine:${name}`, script: `curl -fsS -m 3 -w '\\n' ${api}/version ${api}/ps` };
}

export const proxyQuestion = (metricsPort: number) => ({
  name: "proxy",
  script: `curl -s -m 3 -o /dev/null -w '%{http_code}' http://127.0.0.1:${metricsPort}/healthz`,
});

/** What the engine says about itself; a line that is no JSON object says nothing. */
interface EngineWords {
  readonly version?: unknown;
  readonly models?: unknown;
}

const wordsOf = ({ stdout }: Answer): EngineWords => Object.assign({}, ...stdout.split("\n").map(json));

function json(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The version from `/api/version`, as in `{"version":"0.35.1"}`. */
export function parseVersion(answer: Answer): string | undefined {
  const { version } = wordsOf(answer);
  return typeof version === "string" ? version : undefined;
}

/** Resident models from `/api/ps`: name -> hex digest. */
export function parseResident(answer: Answer): Readonly<Record<string, string>> {
  const { models } = wordsOf(answer);
  const listed: { name?: unknown; digest?: unknown }[] = Array.isArray(models) ? models : [];
  return Object.fromEntries(listed.map(({ name, digest }) => [String(name), String(digest)]));
}

/** HTTP status of the proxy's health page; 0 when nothing answers (`curl` prints 000). */
export const parseProxy = ({ stdout }: Answer): number => Number(/\d{3}/.exec(stdout)?.[0] ?? 0);
