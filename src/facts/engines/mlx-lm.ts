import type { Told } from "./told.ts";

/** It tells its version only in answers; which build it is is told by the release that it was started from. */
export const MLX_LM: Told = { path: "/health" };
