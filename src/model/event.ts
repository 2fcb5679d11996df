import type { Finding, Verdict } from "./gate.ts";
import type { RungMeasurement } from "./measurement.ts";

/** Something that happened, as every verb tells it: the tree, the plain lines and `--json` render the same events. */
export type Event = EventHead & EventBody;

export interface EventHead {
  /** ISO time. */
  readonly at: string;
  readonly pool: string;
  readonly run: string;
}

export type EventBody =
  | { readonly kind: "run-started"; readonly verb: string; readonly waves: readonly WaveLine[] }
  | { readonly kind: "host-started"; readonly host: string }
  | { readonly kind: "step-started"; readonly host: string; readonly step: string; readonly why: string }
  | {
      readonly kind: "step-ended";
      readonly host: string;
      readonly step: string;
      readonly state: StepState;
      readonly note: string;
    }
  | ({ readonly kind: "rung-progress"; readonly host: string } & RungProgress)
  | ({ readonly kind: "rung-ended"; readonly host: string } & RungEnd)
  | {
      readonly kind: "host-judged";
      readonly host: string;
      readonly verdict: Verdict;
      readonly findings: readonly Finding[];
    }
  | { readonly kind: "host-ended"; readonly host: string; readonly outcome: string; readonly note: string }
  | { readonly kind: "line"; readonly host?: string; readonly text: string }
  | { readonly kind: "run-ended"; readonly verdict?: Verdict; readonly exit: number; readonly note: string };

/** How much more lay in swap at the most than when the climb began, bytes; absent where it cannot be read. */
interface Swap {
  readonly swapGrowth?: number;
}

/** What a rung came to. */
export interface RungEnd extends Swap {
  readonly rung: RungMeasurement;
}

/** How far the rung is that is being climbed. */
export interface RungProgress extends Swap {
  /** Requests that have ended, and those it has for sure; it may get more. */
  readonly done: number;
  readonly of: number;
  /** What the climb will take from here, ms; absent where nobody has estimated it. */
  readonly left?: number;
}

export type StepState = "done" | "noop" | "failed";

export interface WaveLine {
  readonly name: string;
  readonly hosts: readonly string[];
}
