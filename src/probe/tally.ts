import type { Frame, Told } from "./frame.ts";

/** Chunks of one answer that are kept; a server that sends more has lost the thread. */
const MOST_CHUNKS = 100_000;

/** What a running answer has come to so far. Times are ms of the climb's clock. */
export class Tally {
  doneAt: number | undefined;
  /** The first fault the answer told of. */
  fault: string | undefined;
  promptTokens: number | undefined;
  outputTokens: number | undefined;
  cachedTokens: number | undefined;
  told: Told | undefined;
  /** When each chunk with a token came. */
  readonly chunks: number[] = [];

  get firstToken(): number | undefined {
    return this.chunks[0];
  }

  get lastToken(): number | undefined {
    return this.chunks.at(-1);
  }

  /** Takes one frame that arrived at `at`. What comes behind the end is no part of the answer. */
  take(frame: Frame, at: number): void {
    if (this.doneAt !== undefined) return;
    switch (frame.kind) {
      case "token":
        if (this.chunks.push(at) > MOST_CHUNKS) this.fault ??= `more than ${MOST_CHUNKS} chunks`;
        return;
      case "usage":
        this.promptTokens = frame.promptTokens;
        this.outputTokens = frame.outputTokens;
        this.cachedTokens = frame.cachedTokens;
        return;
      case "told":
        this.told = frame;
        return;
      case "fault":
        this.fault ??= frame.text;
        return;
      case "done":
        this.doneAt = at;
    }
  }
}
