import type { LaneKey } from "../model/lane.ts";
import { columns } from "../report/text/columns.ts";
import { lastUse, type UseLine } from "../report/text/key-uses.ts";
import type { IssuedKey } from "../run/issued-key.ts";

const listed = (keys: readonly LaneKey[]): string =>
  columns([
    ["key", "owner", "ends", "sha256"],
    ...keys.map(({ id, owner, expires = "never", sha256 }) => [id, owner, expires, sha256.slice(7, 19)]),
  ]).join("\n");

export const shown = (keys: readonly LaneKey[], uses: readonly UseLine[]): string =>
  uses.length === 0
    ? listed(keys)
    : `${listed(keys)}\n\n${columns([
        ["key", "host", "last use"],
        ...uses.map((line) => [line.key, line.host, lastUse(line)]),
      ]).join("\n")}`;

export const told = ({ id, key, expires }: IssuedKey) => ({
  kind: "key",
  id,
  key,
  ...(expires && { expires }),
});

export const issued = ({ id, key, expires }: IssuedKey, ...more: readonly string[]): string =>
  [
    `${key}\n${id}: shown once, the inventory holds its sha256`,
    expires === undefined ? "it has no end" : `it ends on ${expires}`,
    ...more,
  ].join("; ");

export const turn = (probe: string | undefined): readonly string[] =>
  probe === undefined ? [] : [`gateways probe by the old one until you ${probe}`];

export const later = (pool: string, pushed?: boolean): readonly string[] =>
  pushed ? [] : [`\`espalier keys push ${pool}\` brings it to the hosts`];
