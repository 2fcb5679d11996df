#!/usr/bin/env node
import { prebuilt } from "./prebuilt.js";

/** The embedded pool starts programs out of its sources; every other verb starts from one prebuilt file. */
const SOURCE_VERBS = ["demo", "sim"];

const needsSources = process.argv.some((word) => SOURCE_VERBS.includes(word));
const { main } = (needsSources ? undefined : await prebuilt()) ?? (await fromSources());
await main();

async function fromSources() {
  const { register } = await import("tsx/esm/api");
  register();
  return import("../src/cli/main.ts");
}
