import type { Answer } from "./fact.ts";

export const engineQuestions = (name: string, port: number) => [
  { name: `version:${name}`, script: `curl -fsS -m 3 http://127.0.0.1:${port}/api/version` },
  { name: `resident:${name}`, script: `curl -fsS -m 3 http://127.0.0.1:${port}/api/ps` },
];

export const proxyQuestion = (metricsPort: number) => ({
  name: "proxy",
  script: `curl -s -m 3 -o /dev/null -w '%{http_code}' http://127.0.0.1:${metricsPort}/healthz`,
});

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The version from `/api/version`, as in `{"version":"0.35.1"}`. */
export function parseVersion({ stdout }: Answer): string | undefined {
  const value = json(stdout) as { version?: unknown } | undefined;
  return typeof value?.version === "string" ? value.version : undefined;
}

/** Resident models from `/api/ps`: name -> hex digest. */
export function parseResident({ stdout }: Answer): Readonly<Record<string, string>> {
  const value = json(stdout) as { models?: { name?: unknown; digest?: unknown }[] } | undefined;
  const models = Array.isArray(value?.models) ? value.models : [];
  return Object.fromEntries(models.map(({ name, digest }) => [String(name), String(digest)]));
}

/** HTTP status of the proxy's health page; 0 when nothing answers (`curl` prints 000). */
export const parseProxy = ({ stdout }: Answer): number => Number(/\d{3}/.exec(stdout)?.[0] ?? 0);
