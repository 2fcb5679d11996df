import { setTimeout as sleep } from "node:timers/promises";
import { type Answered, chat, type Door } from "./gateway.ts";
import type { Orchard } from "./orchard.ts";

/** Clients that ask one stream after the other, each by another gateway than before, until they are told to stop. */
export interface Load {
  /** Streams that ended whole, so far. */
  readonly whole: () => number;
  /** Stops when what runs has ended: every answer that was not a whole stream. */
  readonly stop: () => Promise<readonly Answered[]>;
}

const isWhole = ({ status, text }: Answered): boolean => status === 200 && text.includes("[DONE]");

/** Starts `clients` of them with this key. */
export function load({ pool }: Orchard, doors: readonly Door[], key: string, clients = 3): Load {
  const answers: Answered[] = [];
  let isOver = false;
  const client = async (first: number): Promise<void> => {
    for (let turn = first; !isOver; turn += 1) {
      const door = doors[turn % doors.length];
      if (door !== undefined) answers.push(await chat(pool, door, { key, tokens: 8 }).answered);
      await sleep(20);
    }
  };
  const running = Array.from({ length: clients }, (_, index) => client(index));
  return {
    whole: () => answers.filter(isWhole).length,
    stop: async () => {
      isOver = true;
      await Promise.all(running);
      return answers.filter((answer) => !isWhole(answer));
    },
  };
}
