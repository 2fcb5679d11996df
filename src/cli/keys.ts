import { type Command, InvalidArgumentError } from "commander";
import { EXIT } from "../model/failure.ts";
import type { KeyPlace } from "../run/lane-keys.ts";
import { issued, later, shown, told, turn } from "./key-words.ts";
import { cast, folders, print } from "./stage-door.ts";

const place = (command: Command, pool: string, lane: string): KeyPlace => ({
  folders: folders(command),
  pool,
  lane,
});

function days(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 3650)
    throw new InvalidArgumentError("a whole number of days, at most 3650");
  return value;
}

const span = (text: string): number | "never" => (text === "never" ? text : days(text));

const PUSH = ["--push", "bring it to every host now; running streams go on"] as const;

/** Tells every proxy of the pool what the inventory says of keys and lanes. */
async function push(command: Command, pool: string, on = "*"): Promise<void> {
  const crew = await cast(command, "keys push", pool);
  const { pushKeys } = await import("../../playbooks/keys/push.ts");
  const { exit } = await pushKeys(crew, on).finally(crew.close);
  process.exitCode = exit;
}

interface Listing {
  readonly uses?: boolean;
}

const listVerb = (keys: Command): Command =>
  keys
    .command("list <pool> <lane>")
    .description("ids, owners and ends; with --uses also when each was used last, by host")
    .option("--uses", "ask the proxies of the hosts")
    .action(async (pool: string, lane: string, options: Listing, command: Command) => {
      const { listKeys, keyUses } = await import("../../playbooks/keys/list.ts");
      const found = await listKeys(place(command, pool, lane));
      const uses = options.uses ? await keyUses(place(command, pool, lane)) : [];
      print(command, { kind: "keys", keys: found, ...(options.uses && { uses }) }, shown(found, uses));
      if (uses.some(({ failure }) => failure !== undefined)) process.exitCode = EXIT.error;
    });

interface Addition {
  readonly id: string;
  readonly owner: string;
  readonly days?: number;
  readonly push?: boolean;
}

const addVerb = (keys: Command): Command =>
  keys
    .command("add <pool> <lane>")
    .description("make a key and show it once")
    .requiredOption("--id <id>", "how logs and reports call it")
    .requiredOption("--owner <owner>", "who holds it")
    .option("--days <days>", "end it after so many days (default: never)", days)
    .option(...PUSH)
    .action(async (pool: string, lane: string, wish: Addition, command: Command) => {
      const { addKey } = await import("../../playbooks/keys/add.ts");
      const added = await addKey(place(command, pool, lane), wish);
      print(command, told(added), issued(added, ...later(pool, wish.push)));
      if (wish.push) await push(command, pool);
    });

interface Turn {
  readonly days: number;
  readonly lasts?: number | "never";
  readonly push?: boolean;
}

const rotateVerb = (keys: Command): Command =>
  keys
    .command("rotate <pool> <lane> <id>")
    .description("make the next key and show it once; both are valid until the old one ends")
    .option("--days <days>", "days until the old key ends, unless it ends sooner", days, 7)
    .option(
      "--lasts <days>",
      "days until the next key ends, or never (default: as the old one was issued)",
      span,
    )
    .option(...PUSH)
    .action(async (pool: string, lane: string, id: string, wish: Turn, command: Command) => {
      const { rotateKey } = await import("../../playbooks/keys/rotate.ts");
      const next = await rotateKey(place(command, pool, lane), id, wish);
      const { old, probe } = next;
      const more = [`${id} ends on ${old.expires}`, ...later(pool, wish.push), ...turn(probe)];
      print(command, { ...told(next), old, ...(probe && { probe }) }, issued(next, ...more));
      if (wish.push) await push(command, pool);
    });

const revokeVerb = (keys: Command): Command =>
  keys
    .command("revoke <pool> <lane> <id>")
    .description("take a key out of the inventory")
    .option(...PUSH)
    .action(async (pool: string, lane: string, id: string, options: { push?: boolean }, command: Command) => {
      const { revokeKey } = await import("../../playbooks/keys/revoke.ts");
      await revokeKey(place(command, pool, lane), id);
      const words = [`${id} is out of the inventory`, ...later(pool, options.push)].join("; ");
      print(command, { kind: "revoked", id }, words);
      if (options.push) await push(command, pool);
    });

const pushVerb = (keys: Command): Command =>
  keys
    .command("push <pool>")
    .description("tell every proxy the keys and limits of its lanes: no drain, no restart, no ladder")
    .option("--on <selector>", "hosts: mac-01,mac-1*,@label", "*")
    .action((pool: string, { on }: { on: string }, command: Command) => push(command, pool, on));

/** Verbs for the API keys of a lane: keys add, list, rotate, revoke, push. */
export function keyVerbs(program: Command): void {
  const keys = program.command("keys").description("issue, list, rotate and revoke the API keys of a lane");
  for (const verb of [listVerb, addVerb, rotateVerb, revokeVerb, pushVerb]) verb(keys);
}
