import type { HeldModel, HostHoldings } from "../../model/holding.ts";
import { formatSize } from "../../model/units.ts";
import { columns } from "./columns.ts";

const WANTER = {
  pin: "the lock",
  current: "the release that serves",
  good: "the good release",
  previous: "the release before it",
} as const;

function wantedBy({ ours, wanted, own }: HeldModel): string {
  if (wanted.length > 0) return `wanted by ${wanted.map((who) => WANTER[who]).join(", ")}`;
  return ours ? `nobody wants it: frees ${formatSize(own)}` : "not brought by Espalier: never touched";
}

/** An engine that does not tell what it holds may hold it. */
function memory({ loadedBy }: HeldModel, silent: readonly string[]): string {
  if (loadedBy.length > 0) return `in memory of ${loadedBy.join(", ")}`;
  return silent.length === 0 ? "not in memory" : "not seen in memory";
}

const row = (model: HeldModel, silent: readonly string[]): readonly string[] => [
  `  ${model.name ?? "(no name)"}`,
  model.manifest.slice(0, 12),
  formatSize(model.bytes),
  memory(model, silent),
  wantedBy(model),
];

const head = ({ host, models, unwanted, diskFree }: HostHoldings): string => {
  const count = `${models.length} ${models.length === 1 ? "model" : "models"}`;
  const free = diskFree === undefined ? "" : `, ${formatSize(diskFree)} free`;
  return `${host}: ${count}, ${formatSize(unwanted)} that nobody wants${free}`;
};

const silence = ({ silent }: HostHoldings): readonly string[] =>
  silent.length === 0 ? [] : [`  ${silent.join(", ")}: does not tell what it has in memory`];

/** The models of every host, what they take and who wants them. */
export const renderHoldings = (hosts: readonly HostHoldings[]): string =>
  hosts
    .flatMap((host) => [
      head(host),
      ...columns(host.models.map((model) => row(model, host.silent))),
      ...silence(host),
    ])
    .join("\n");
