import { once, setMaxListeners } from "node:events";
import { type Cut, cutBy } from "../connectors/cut.ts";
import { interrupted, listenForStop, STOP_EXITS } from "../connectors/stop-signals.ts";
import { Failure, sentence } from "../model/failure.ts";
import type { Workspace } from "../store/workspace.ts";
import type { Clock } from "./clock.ts";
import { tellLeftBehind } from "./left-behind.ts";
import type { Scene } from "./scene.ts";
import { type Story, storyOf } from "./story.ts";

/** How long work that was cut off may take to come to its end, and hosts to say how they stand, milliseconds. */
const [UNWINDING, LOOKING] = [10_000, 20_000] as const;

/** What a script on a host needs to see that nobody hears it, and to end; before, the host may still change. Milliseconds. */
const SCRIPT_END = 2000;

const AGAIN = "what it left is said above; to have it done, type the same command again";

interface Part {
  readonly scene: Scene;
  readonly folders: Workspace;
  readonly verb: string;
}

interface Play<Stand extends Scene, Result> extends Part {
  readonly scene: Stand;
  readonly work: (stand: Stand) => Promise<Result>;
}

/**
 * Works until a first SIGINT, SIGTERM or SIGHUP. Then connections break, what must be done all the same is waited for, and every host
 * that was worked on is asked how it stands. Throws `run-interrupted` (exit 130, 143, 129). A second signal ends the process at once.
 */
export async function interruptible<Stand extends Scene, Result>(play: Play<Stand, Result>): Promise<Result> {
  const { scene, verb, work } = play;
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const cut: Cut = { signal: stop.signal, duties: new Set() };
  const story = storyOf(scene);
  let heard = 0;
  const leave = listenForStop((signal) => {
    heard += 1;
    if (heard > 1) process.exit(STOP_EXITS[signal]);
    if (story.isOver()) return;
    scene.tell({
      kind: "line",
      text: `${signal}: stopping; a second one ends at once, whatever is under way`,
    });
    stop.abort(interrupted(`${verb} ${scene.pool}`, signal, AGAIN));
  });
  try {
    const playing = cutBy(cut, () => work({ ...scene, tell: story.tell }));
    const broke = await endOf(scene.clock, cut, playing);
    if (!stop.signal.aborted) return await playing;
    await tellEnd(play, story, broke);
    throw stop.signal.reason;
  } finally {
    leave();
  }
}

/** Waits for the end of the work, or, when it was cut off, not for ever; what it threw, if it did. */
async function endOf(clock: Clock, cut: Cut, playing: Promise<unknown>): Promise<unknown> {
  const over = new AbortController();
  const patience = once(cut.signal, "abort", { signal: over.signal }).then(
    async () => {
      await clock.sleep(UNWINDING, over.signal);
      await Promise.allSettled(cut.duties);
    },
    () => undefined,
  );
  const ended = playing.then(
    () => undefined,
    (error: unknown) => error,
  );
  const broke = await Promise.race([ended, patience]);
  over.abort();
  return broke;
}

/** Says how the hosts stand that were worked on, and which were not begun. */
async function tellEnd({ scene, folders }: Part, story: Story, broke: unknown): Promise<void> {
  const say = (text: string): void => scene.tell({ kind: "line", text });
  if (broke instanceof Failure && broke.code === "host-closed") say(broke.message);
  const { underWay, waiting } = story.hosts();
  if (waiting.length > 0) say(`not begun: ${waiting.join(", ")}`);
  if (underWay.size === 0) return;
  await scene.clock.sleep(SCRIPT_END);
  const over = new AbortController();
  const late = scene.clock
    .sleep(LOOKING, over.signal)
    .then(() => say(`hosts do not say how they stand; \`espalier status ${scene.pool}\` asks them again`));
  const looked = tellLeftBehind(scene, folders, underWay).catch((error: unknown) => say(sentence(error)));
  await Promise.race([looked, late]);
}
