import type { Event } from "../model/event.ts";
import { jsonLine } from "../report/terminal/json-line.ts";
import { plainLine } from "../report/terminal/plain-line.ts";
import { emptyProgress, reduceProgress } from "../report/terminal/progress.ts";
import { renderTree } from "../report/terminal/tree.ts";
import type { Clock } from "../run/clock.ts";
import { palette } from "./palette.ts";

/** Shows events as they come. */
export interface Display {
  readonly show: (event: Event) => void;
  readonly close: () => void;
}

interface Screen {
  readonly json: boolean;
  readonly stream: NodeJS.WriteStream;
  readonly clock: Clock;
}

/** How often the tree is drawn anew while nothing happens, milliseconds: elapsed times go on. */
const FRAME = 120;

/** NDJSON when asked for, a live tree on a terminal, plain lines everywhere else. */
export async function display(screen: Screen): Promise<Display> {
  if (screen.json) return lines(screen.stream, jsonLine);
  return screen.stream.isTTY ? tree(screen) : lines(screen.stream, plainLine);
}

const lines = (stream: NodeJS.WriteStream, line: (event: Event) => string | undefined): Display => ({
  show(event) {
    const text = line(event);
    if (text !== undefined) stream.write(`${text}\n`);
  },
  close: () => {},
});

/** What draws on a terminal is loaded when there is one. */
async function tree({ stream, clock }: Screen): Promise<Display> {
  const { createLogUpdate } = await import("log-update");
  const update = createLogUpdate(stream);
  let state = emptyProgress;
  const draw = (): void =>
    update(
      renderTree(state, {
        now: clock.now(),
        width: stream.columns ?? 80,
        palette: palette(process.env),
      }).join("\n"),
    );
  const timer = setInterval(draw, FRAME);
  return {
    show(event) {
      state = reduceProgress(state, event);
      draw();
    },
    close() {
      clearInterval(timer);
      draw();
      update.done();
    },
  };
}
