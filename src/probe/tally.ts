import type { Frame } from "./frame.ts";

/** What a running answer has come to so far. Times are ms of the climb's clock. */
export class Tally {
  firstToken: number | undefined;
  doneAt: number | undefined;
  /** The first fault the stream told of. */
  fault: string | undefined;
  promptTokens: number | undefined;
  outputTokens: number | undefined;
  chunks = 0;
  gapMax = 0;
  #lastToken = 0;

  /** Takes one frame that arrived at `at`. */
  take(frame: Frame, at: number): void {
    switch (frame.kind) {
      case "token":
        this.#token(at);
        return;
      case "usage":
        this.promptTokens = frame.promptTokens;
        this.outputTokens = frame.outputTokens;
        return;
      case "fault":
        this.fault ??= frame.text;
        return;
      case "done":
        this.doneAt ??= at;
    }
  }

  /** Mean gap in ms; `undefined` below two chunks. */
  get gapMean(): number | undefined {
    if (this.firstToken === undefined || this.chunks < 2) return undefined;
    return (this.#lastToken - this.firstToken) / (this.chunks - 1);
  }

  #token(at: number): void {
    this.firstToken ??= at;
    if (this.chunks > 0) this.gapMax = Math.max(this.gapMax, at - this.#lastToken);
    this.#lastToken = at;
    this.chunks += 1;
  }
}
