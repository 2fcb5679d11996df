import type { Answer } from "./fact.ts";

/** Pages of the engine and the proxy on the host's loopback. */
export const versionUrl = (port: number): string => `http://127.0.0.1:${port}/api/version`;
export const residentUrl = (port: number): string => `http://127.0.0.1:${port}/api/ps`;
export const healthUrl = (metricsPort: number): string => `http://127.0.0.1:${metricsPort}/healthz`;

/** What a page says in JSON; an error page says nothing. */
function json({ stdout, exit }: Answer): unknown {
  try {
    return exit === 0 ? JSON.parse(stdout) : undefined;
  } catch {
    return undefined;
  }
}

/** The version from `/api/version`, as in `{"version":"0.35.1"}`. */
export function parseVersion(answer: Answer): string | undefined {
  const value = json(answer) as { version?: unknown } | undefined;
  return typeof value?.version === "string" ? value.version : undefined;
}

/** Resident models from `/api/ps`: name -> hex digest. */
export function parseResident(answer: Answer): Readonly<Record<string, string>> {
  const value = json(answer) as { models?: { name?: unknown; digest?: unknown }[] } | undefined;
  const models = Array.isArray(value?.models) ? value.models : [];
  return Object.fromEntries(models.map(({ name, digest }) => [String(name), String(digest)]));
}
