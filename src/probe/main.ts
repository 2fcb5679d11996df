import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { isMainThread } from "node:worker_threads";
import { sentence } from "../model/failure.ts";
import { client } from "./client.ts";
import { ladderConfig } from "./config-check.ts";
import { fileRevision } from "./evidence-files.ts";
import { ladder } from "./ladder.ts";

/** The ladder script: config on stdin, progress on stdout, evidence in files, one line on stderr when it fails. */
async function main(script: string): Promise<void> {
  process.stdout.on("error", () => process.exit(1));
  const config = ladderConfig(await text(process.stdin));
  const revision = fileRevision(script);
  if (revision !== config.revision)
    throw new Error(`this ladder is ${revision}, the lock pins ${config.revision}`);
  await ladder(config, script);
}

const script = fileURLToPath(import.meta.url);
if (isMainThread) {
  try {
    await main(script);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`ladder: ${sentence(error)}\n`);
    process.exit(1);
  }
} else {
  client();
}
