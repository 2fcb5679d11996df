import { createInterface, type Interface } from "node:readline/promises";
import type { Questions } from "../../playbooks/ladder.ts";
import { EXIT, Failure } from "../model/failure.ts";
import { formatDuration } from "../model/units.ts";

/** The questions of `espalier ladder` on a terminal; Enter takes what stands first. */
export const terminalQuestions = (): Questions => ({
  async model(models) {
    const list = models.map(
      ({ name, isLoaded }, at) => `  ${at + 1}  ${name}${isLoaded ? "  in memory" : ""}`,
    );
    const [first] = models;
    for (;;) {
      const said = await answer(`${list.join("\n")}\nWhich model? [1] `);
      const found =
        said === "" ? first : (models[Number(said) - 1] ?? models.find(({ name }) => name === said));
      if (found !== undefined) return found;
    }
  },
  async begin({ top, usual, longest }) {
    for (;;) {
      const said = await answer(
        `Climb up to ${top} streams? It takes about ${formatDuration(usual)}, up to ${formatDuration(longest)} while a rule is undecided. [Y/n] `,
      );
      if (/^(y|yes)?$/i.test(said)) return true;
      if (/^(n|no)$/i.test(said)) return false;
    }
  },
});

/** One line from the person, trimmed. Throws `Failure` when they press Ctrl-C or Ctrl-D instead. */
async function answer(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await Promise.race([terminal.question(question), leaving(terminal)])).trim();
  } finally {
    terminal.close();
  }
}

const leaving = (terminal: Interface): Promise<never> =>
  new Promise((_, reject) => {
    terminal.once("SIGINT", () => {
      process.stdout.write("\n");
      terminal.close();
    });
    terminal.once("close", () =>
      reject(
        new Failure({
          code: "question-unanswered",
          subject: "espalier ladder",
          saw: "the question was left without an answer",
          hint: "nothing was measured; --yes asks nothing",
          exit: EXIT.error,
        }),
      ),
    );
  });
