import type { Connection } from "../connectors/connection.ts";
import { type Answer, answers } from "../facts/fact.ts";
import type { Question } from "../model/question.ts";
import type { HostWish } from "../operations/wish.ts";
import { inquire } from "./reach.ts";

/** Who is asked, how it is reached, and what it is asked. */
export interface Asked {
  readonly of: Pick<HostWish, "pool" | "layout">;
  readonly question: Question;
  readonly reach: () => Promise<Connection>;
}

/** One question, put to a machine again and again over one connection. */
export interface StandingQuestion {
  /** Asks once, and connects when it has to. Does not throw: a machine that is away answers nothing. */
  readonly ask: () => Promise<Answer | undefined>;
  readonly close: () => void;
}

export function standingQuestion({ of, question, reach }: Asked): StandingQuestion {
  let connection: Connection | undefined;
  const close = (): void => {
    connection?.close();
    connection = undefined;
  };
  const ask = async (): Promise<Answer | undefined> => {
    try {
      connection ??= await reach();
      const { stdout, exit } = await inquire(connection, of, [question]);
      if (exit === undefined) close();
      return answers(stdout).get(question.name);
    } catch {
      close();
      return undefined;
    }
  };
  return { ask, close };
}
