import type { Layout } from "../../src/model/layout.ts";
import type { Question } from "../../src/model/question.ts";
import { scriptHead, WITHIN } from "./environment.ts";

/**
 * One script that asks every question. Each answer is framed by `@@ NAME` and `@@ = EXIT`, so that one
 * round trip brings all of them home and a question that fails does not hide the next.
 */
export function renderFactsScript(paths: Layout, questions: readonly Question[]): string {
  const asked = questions.map(
    ({ name, script }) =>
      `printf '@@ ${name}\\n'\n(\n${script}\n) </dev/null 2>/dev/null\nprintf '\\n@@ = %s\\n' "$?"`,
  );
  return `${scriptHead(paths)}\n${WITHIN}\n${asked.join("\n")}\n`;
}
