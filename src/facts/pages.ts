import type { Answer } from "./fact.ts";

/** A page that a server on the host gave: its status, 0 when nothing answered, and its text as an answer. */
export interface Page extends Answer {
  readonly status: number;
}

const SILENT: Page = { status: 0, stdout: "", exit: -1 };

/** Every page in one call, three seconds for each: a curl of its own would cost more than the pages. */
export const pagesQuestion = (urls: readonly string[]) => ({
  name: "pages",
  script: `curl -s -m 3 -w '\\n@ %{http_code} %{url_effective}\\n' ${urls.join(" ")}`,
});

/** The pages by URL; one that was not asked for is silent. */
export function parsePages({ stdout }: Answer): (url: string) => Page {
  const found = stdout.matchAll(/([\s\S]*?)\n@ (\d{3}) (\S+)(?:\n|$)/g);
  const pages = [...found].map(([, text = "", code, url = ""]) => [url, page(text, Number(code))] as const);
  const byUrl = new Map(pages);
  return (url) => byUrl.get(url) ?? SILENT;
}

const page = (stdout: string, status: number): Page => ({ status, stdout, exit: status === 200 ? 0 : 22 });
