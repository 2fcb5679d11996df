import { DIGEST, POOL_WISH } from "../gateway-wish.ts";
import { KEYS, WISH } from "../wish.ts";
import { type RunningGateway, runGateway } from "./running-gateway.ts";
import { type RunningProxy, runProxy } from "./running-proxy.ts";
import { ScriptedEngine } from "./scripted-engine.ts";

/** What the engines have on disk. */
export const LISTED = { "qwen3:4b": DIGEST } as const;

/** Two hosts, each an engine behind a real edge, and a real gateway in front of them. */
export interface LiveOrchard {
  readonly engines: readonly [ScriptedEngine, ScriptedEngine];
  readonly edges: Readonly<Record<"mac-01" | "mac-02", RunningProxy>>;
  readonly gateway: RunningGateway;
  readonly reset: () => void;
  readonly stop: () => Promise<void>;
}

export async function liveOrchard(): Promise<LiveOrchard> {
  const engines = [new ScriptedEngine(), new ScriptedEngine()] as const;
  for (const engine of engines) engine.listed = LISTED;
  const [first, second] = await Promise.all(
    engines.map(async (engine) => runProxy(WISH, await engine.listen())),
  );
  if (first === undefined || second === undefined) throw new TypeError("two engines have two edges");
  const edges = { "mac-01": first, "mac-02": second };
  const gateway = await runGateway({ template: POOL_WISH, edges, probeKey: KEYS.chat });
  return {
    engines,
    edges,
    gateway,
    reset: () => {
      for (const engine of engines) engine.reset();
    },
    stop: async () => {
      await gateway.stop();
      await Promise.all([first.stop(), second.stop()]);
      await Promise.all(engines.map((engine) => engine.close()));
    },
  };
}
