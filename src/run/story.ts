import { ownCut } from "../connectors/cut.ts";
import type { EventBody } from "../model/event.ts";
import type { Scene } from "./scene.ts";

/** What a verb has told so far. */
export interface Story {
  /** Tells on, until the work that tells is cut off: what breaks then is no news. */
  readonly tell: Scene["tell"];
  /** Hosts begun and not ended, each with the step that it is in, and those that were to come. */
  readonly hosts: () => {
    readonly underWay: ReadonlyMap<string, string | undefined>;
    readonly waiting: readonly string[];
  };
  /** True when the verb has told its end. */
  readonly isOver: () => boolean;
}

/** Listens to what a verb tells on its scene. */
export function storyOf({ tell }: Pick<Scene, "tell">): Story {
  const named: string[] = [];
  const begun = new Set<string>();
  const underWay = new Map<string, string | undefined>();
  let isOver = false;
  const hear = (body: EventBody): void => {
    if (body.kind === "run-started") named.push(...body.waves.flatMap(({ hosts }) => hosts));
    if (body.kind === "host-started") underWay.set(body.host, undefined);
    if (body.kind === "host-started") begun.add(body.host);
    if (body.kind === "host-ended") underWay.delete(body.host);
    if (body.kind === "step-started") underWay.set(body.host, body.step);
    if (body.kind === "step-ended" && underWay.get(body.host) === body.step)
      underWay.set(body.host, undefined);
    isOver ||= body.kind === "run-ended";
  };
  return {
    tell(body) {
      if (ownCut()?.aborted === true) return;
      hear(body);
      tell(body);
    },
    hosts: () => ({ underWay, waiting: begun.size === 0 ? [] : named.filter((host) => !begun.has(host)) }),
    isOver: () => isOver,
  };
}
