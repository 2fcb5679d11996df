import type { Connection, Ran } from "../../src/connectors/connection.ts";

/** A connection to a machine that says of every script what `answer` makes of it; it keeps what was sent. */
export function scriptedConnection(answer: (script: string) => Ran): Connection & {
  readonly sent: readonly string[];
} {
  const sent: string[] = [];
  const never = (what: string) => () => Promise.reject(new Error(`nobody asked for ${what}`));
  return {
    sent,
    exec(command, { input = command, onLine } = {}) {
      sent.push(input);
      const ran = answer(input);
      for (const line of ran.stdout.split("\n").filter((text) => text !== "")) onLine?.(line);
      return Promise.resolve(ran);
    },
    upload: never("an upload"),
    download: never("a download"),
    conduit: never("a conduit"),
    close: () => undefined,
  };
}

const DEEDS = 20;

/** What the act script prints when all of its steps went well; steps that a script does not have are not listened to. */
export const allDone: Ran = {
  exit: 0,
  stdout: Array.from({ length: DEEDS }, (_, index) => `@@ ${index} done`).join("\n"),
  stderr: "",
};

/** What is seen of a script when the connection dies under it. */
export const cutOff: Ran = { stdout: "", stderr: "" };
