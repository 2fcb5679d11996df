import { resolve } from "node:path";
import type { Command } from "commander";
import { formatSize } from "../model/units.ts";
import type { Mirrored } from "../run/mirror.ts";
import { modelLifeVerbs } from "./model-life.ts";
import { folders, print } from "./stage-door.ts";

const told = ({ folder, models, kept, fetched, fetchedBytes }: Mirrored): string =>
  [
    ...models.map((model) => `= ${model}`),
    `${fetched} blobs fetched (${formatSize(fetchedBytes)}), ${kept} were there and are whole.`,
    `Serve ${folder} with any web server, and write its URL to supply.mirror of the pool.`,
  ].join("\n");

/** Verbs about models: mirror, list, retire, load, unload. */
export function modelVerbs(program: Command): void {
  const models = program
    .command("models")
    .description("the models of a pool: what hosts hold, and a mirror of them");
  modelLifeVerbs(models);
  models
    .command("mirror <pool>")
    .description(
      "write every pinned model into a folder that any web server can serve; run it again to go on",
    )
    .requiredOption("--to <folder>", "where to write; several pools may share it")
    .action(async (pool: string, options: { to: string }, command: Command) => {
      const { mirror } = await import("../../playbooks/models.ts");
      const found = await mirror(folders(command), pool, resolve(options.to));
      print(command, { kind: "mirror", ...found }, told(found));
    });
}
