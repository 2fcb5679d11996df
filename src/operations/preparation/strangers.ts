import { noop, type Operation, run } from "../wish.ts";

/** Model servers of others, which would take the port or end ours; put aside, not thrown away. */
export const strangers: Operation = ({ host }, { preparation }) => {
  if (preparation.strangers.length === 0) return [noop("strangers", host.id, "no other Ollama is installed")];
  const why = "at its start it would end every other Ollama, or take its port";
  return preparation.strangers.map((path) =>
    run({ operation: "strangers", subject: path, why }, "set_aside", path),
  );
};
