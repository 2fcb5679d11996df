import type { Command } from "commander";
import { renderMemory } from "../report/text/memory.ts";
import { folders, print } from "./stage-door.ts";

/** The memory plan of a pool: memory. */
export function memoryVerb(program: Command): void {
  program
    .command("memory <pool>")
    .description("what every engine will hold on every host, against its memory; asks no host")
    .option("--on <selector>", "hosts: mac-01,mac-1*,@label")
    .action(async (pool: string, options: { on?: string }, command: Command) => {
      const { memory } = await import("../../playbooks/memory.ts");
      const found = await memory(folders(command), pool, options.on);
      print(command, { kind: "memory", ...found }, renderMemory(found.hosts));
      process.exitCode = found.exit;
    });
}
