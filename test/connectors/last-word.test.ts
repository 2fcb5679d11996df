import { expect, test } from "vitest";
import { lastWord } from "../../src/connectors/last-word.ts";

test.each([
  ["its last line", { stderr: "one\ntwo\n", exit: 1 }, "two"],
  ["how it ended", { stderr: "\n", exit: 7 }, "it ended with 7 and said nothing"],
  ["that nobody knows", { stderr: "" }, "the connection broke"],
])("a command that failed is told by %s", (_, ran, word) => {
  expect(lastWord(ran)).toBe(word);
});
