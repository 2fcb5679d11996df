import { rm } from "node:fs/promises";

/** Removes a file or a whole folder; nothing there is no error. */
export const discard = (path: string): Promise<void> => rm(path, { recursive: true, force: true });
