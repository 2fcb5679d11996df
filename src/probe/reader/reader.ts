/** One piece of an answer that means something by itself. */
export interface ServerEvent {
  /** `message` unless the server named it. */
  readonly name: string;
  readonly data: string;
}

/** Takes bytes in whatever pieces they arrive and gives the events that each piece completes. */
export interface Reader {
  readonly read: (bytes: Buffer) => readonly ServerEvent[];
  /** The event that the end of the answer completes. */
  readonly end: () => readonly ServerEvent[];
  /** Why it cannot go on; absent while all is well. */
  readonly fault: string | undefined;
}

/** Characters that one event, or one line, may have. An answer of a model has a few hundred. */
export const LONGEST_EVENT = 2 ** 20;

export const TOO_LONG = "an event of more than 1 MiB";
