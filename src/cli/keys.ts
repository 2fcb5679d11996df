import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import type { IssuedKey, KeyPlace } from "../../playbooks/keys.ts";
import { EXIT } from "../model/failure.ts";
import type { LaneKey } from "../model/lane.ts";
import { columns } from "../report/text/columns.ts";
import { lastUse, type UseLine } from "../report/text/key-uses.ts";
import { cast, folders, print } from "./stage-door.ts";

const load = () => import("../../playbooks/keys.ts");
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

const listed = (keys: readonly LaneKey[]): string =>
  columns([
    ["key", "owner", "ends", "sha256"],
    ...keys.map(({ id, owner, expires = "never", sha256 }) => [id, owner, expires, sha256.slice(7, 19)]),
  ]).join("\n");

const shown = (keys: readonly LaneKey[], uses: readonly UseLine[]): string =>
  uses.length === 0
    ? listed(keys)
    : `${listed(keys)}\n\n${columns([
        ["key", "host", "last use"],
        ...uses.map((line) => [line.key, line.host, lastUse(line)]),
      ]).join("\n")}`;

const told = ({ id, key, expires }: IssuedKey) => ({ kind: "key", id, key, ...(expires && { expires }) });

const span = (text: string): number | "never" => (text === "never" ? text : days(text));

const issued = ({ id, key, expires }: IssuedKey, ...more: readonly string[]): string =>
  [
    `${key}\n${id}: shown once, the inventory holds its sha256`,
    expires === undefined ? "it has no end" : `it ends on ${expires}`,
    ...more,
  ].join("; ");

const turn = (probe: string | undefined): readonly string[] =>
  probe === undefined ? [] : [`gateways probe by the old one until you ${probe}`];

const PUSH = ["--push", "bring it to every host now; running streams go on"] as const;
const later = (pool: string, pushed?: boolean): readonly string[] =>
  pushed ? [] : [`\`espalier keys push ${pool}\` brings it to the hosts`];

/** Tells every proxy of the pool what the inventory says of keys and lanes. */
async function push(command: Command, pool: string, on = "*"): Promise<void> {
  const crew = await cast(command, "keys push", pool);
  const { exit } = await (await load()).pushKeys(crew, on).finally(crew.close);
  process.exitCode = exit;
}

/** Verbs for the API keys of a lane: keys add, list, rotate, revoke, push. */
export function keyVerbs(program: Command): void {
  const keys = program.command("keys").description("issue, list, rotate and revoke the API keys of a lane");
  keys
    .command("list <pool> <lane>")
    .description("ids, owners and ends; with --uses also when each was used last, by host")
    .option("--uses", "ask the proxies of the hosts")
    .action(async (pool: string, lane: string, options: { uses?: boolean }, command: Command) => {
      const { listKeys, keyUses } = await load();
      const found = await listKeys(place(command, pool, lane));
      const uses = options.uses ? await keyUses(place(command, pool, lane)) : [];
      print(command, { kind: "keys", keys: found, ...(options.uses && { uses }) }, shown(found, uses));
      if (uses.some(({ failure }) => failure !== undefined)) process.exitCode = EXIT.error;
    });
  keys
    .command("add <pool> <lane>")
    .description("make a key and show it once")
    .requiredOption("--id <id>", "how logs and reports call it")
    .requiredOption("--owner <owner>", "who holds it")
    .option("--days <days>", "end it after so many days (default: never)", days)
    .option(...PUSH)
    .action(
      async (
        pool: string,
        lane: string,
        wish: { id: string; owner: string; days?: number; push?: boolean },
        command: Command,
      ) => {
        const added = await (await load()).addKey(place(command, pool, lane), wish);
        print(command, told(added), issued(added, ...later(pool, wish.push)));
        if (wish.push) await push(command, pool);
      },
    );
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
    .action(
      async (
        pool: string,
        lane: string,
        old: string,
        wish: { days: number; lasts?: number | "never"; push?: boolean },
        command: Command,
      ) => {
        const next = await (await load()).rotateKey(place(command, pool, lane), old, wish);
        const { old: before, probe } = next;
        const more = [`${old} ends on ${before.expires}`, ...later(pool, wish.push), ...turn(probe)];
        print(command, { ...told(next), old: before, ...(probe && { probe }) }, issued(next, ...more));
        if (wish.push) await push(command, pool);
      },
    );
  keys
    .command("revoke <pool> <lane> <id>")
    .description("take a key out of the inventory")
    .option(...PUSH)
    .action(async (pool: string, lane: string, id: string, options: { push?: boolean }, command: Command) => {
      await (await load()).revokeKey(place(command, pool, lane), id);
      print(
        command,
        { kind: "revoked", id },
        [`${id} is out of the inventory`, ...later(pool, options.push)].join("; "),
      );
      if (options.push) await push(command, pool);
    });
  keys
    .command("push <pool>")
    .description("tell every proxy the keys and limits of its lanes: no drain, no restart, no ladder")
    .option("--on <selector>", "hosts: mac-01,mac-1*,@label", "*")
    .action((pool: string, { on }: { on: string }, command: Command) => push(command, pool, on));
}
