import type { LmStudioEngine } from "../src/model/engine.ts";
import { type EngineJobWish, engineJob } from "./engine-job.ts";
import type { LaunchdJob } from "./launchd-plist.ts";

/** Where the wrapper of an engine lies in a release. */
export const lmStudioScript = (engine: string): string => `engines/${engine}/serve.sh`;

/** The launchd job of LM Studio: the wrapper that starts the service, watches it and takes it down. */
export const lmStudioJob = (wish: EngineJobWish<LmStudioEngine>): LaunchdJob =>
  engineJob(wish, {
    argv: ["/bin/sh", `${wish.layout.current}/${lmStudioScript(wish.engine.name)}`],
    environment: { HOME: `${wish.layout.state}/${wish.engine.name}`, LMS_NO_MODIFY_PATH: "1" },
    exitTimeOut: 60,
  });
