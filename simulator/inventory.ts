import { userInfo } from "node:os";
import { join } from "node:path";
import { digestOf } from "../src/model/digest.ts";
import type { Blueprint, BlueprintHost, HostPorts } from "./blueprint.ts";
import { readText, writeWhole } from "./files.ts";
import { engineNames, enginesText, modelNames, modelsText } from "./inventory-engines.ts";
import { type Keyring, SIGNER } from "./keyring.ts";
import type { Artifact } from "./mirror/artifacts.ts";

export interface InventoryParts {
  /** Where it goes. */
  readonly inventory: string;
  readonly plan: Blueprint;
  readonly keys: Keyring;
  readonly artifacts: readonly Artifact[];
  readonly registryUrl: string;
  readonly mirrorUrl: string;
}

/** What the default engine keeps with a wide margin and release 0.36.0 breaks. */
const RULES = [
  "ttft.p95 <= 3 x baseline at 4",
  "ttft.p95 <= 400 ms at 4",
  "completion.p95 <= 750 ms at 4",
  "errors == 0",
  "swap.growth <= 2 GiB",
  "pressure <= warning",
];

const portsText = ({ engines, gateway, metrics }: HostPorts): string =>
  Object.entries({ ...engines, gateway, metrics })
    .map(([service, port]) => `${service}: ${port}`)
    .join(", ");

const hostText = ({ engines }: Blueprint, { id, root, ports }: BlueprintHost, first: boolean): string => `\
  ${id}:
    address: 127.0.0.1
    port: ${ports.ssh}
    root: ${root}
    chip: Apple M4 Pro
    memory: 48 GiB
    engines: [${engineNames(engines).join(", ")}]
    models: [${modelNames(engines).join(", ")}]
    lanes: [interactive]
${first ? "    labels: [canary]\n" : ""}\
    ports: { ${portsText(ports)} }
`;

const laneKey = (id: string, owner: string, key: string): string =>
  `      - { id: ${id}, owner: ${owner}, sha256: "${digestOf(key)}" }`;

const nameOf = (artifacts: readonly Artifact[], noun: string): string =>
  artifacts.find(({ name }) => name.startsWith(`${noun}@`))?.name ?? noun;

const wavesText = (hosts: number): string =>
  ['  - { name: canary, hosts: "@canary" }', ...(hosts > 1 ? ['  - { name: rest, hosts: "*" }'] : [])].join(
    "\n",
  );

const gatewaysText = ({ gateways }: Blueprint, keys: Keyring): string =>
  gateways.length === 0
    ? ""
    : `\
gateways:
  bind: 127.0.0.1
  affinityAbove: 32 KiB
  probe: { lane: interactive, key: "file:${keys.probe.file}", every: 10s }
  members:
${gateways.map(({ id, host, ports }) => `    ${id}: { host: ${host}, ports: { gateway: ${ports.gateway}, metrics: ${ports.metrics} } }\n`).join("")}`;

/** The pool as YAML. */
const poolText = ({ plan, keys, artifacts, registryUrl }: InventoryParts): string => `\
# yaml-language-server: $schema=../schema/pool.schema.json
# The embedded pool: simulated Macs on loopback, written when it was started.
pool: ${plan.name}
ssh: { user: ${userInfo().username}, key: "file:${keys.sshKey}", become: sudo, connectTimeout: 10s }
engines:
${enginesText(plan.engines)}\
models:
${modelsText(plan.engines, registryUrl)}\
lanes:
  interactive:
    owner: web-team
    streams: 4
    queue: 64
    queueTimeout: 30s
    models: [${modelNames(plan.engines).join(", ")}]
    keys:
${laneKey("web-1", "alice", keys.lane.key)}
${laneKey("ladder", "espalier", keys.ladder.key)}
${plan.gateways.length > 0 ? `${laneKey("gateways", "espalier", keys.probe.key)}\n` : ""}\
hosts:
${plan.hosts.map((host, index) => hostText(plan, host, index === 0)).join("")}\
supply: { seed: relay, keepFree: 1 GiB }
waves:
${wavesText(plan.hosts.length)}
ladder:
  rungs: [1, 2, 4, 8]
  requests: 80
  budget: 640
  promptTokens: 256
  outputTokens: 32
  model: chat
  lane: interactive
  key: "file:${keys.ladder.file}"
  runtime: ${nameOf(artifacts, "node")}
  deadline: 10m
gates:
  rules:
${RULES.map((rule) => `    - "${rule}"`).join("\n")}
  signing: { key: "file:${keys.signingKey}", identity: ${SIGNER} }
gateway:
  artifact: ${nameOf(artifacts, "haproxy")}
  port: 8443
  metricsPort: 9464
  bind: 127.0.0.1
  drain: 10s
  bodyLimit: 8 MiB
${gatewaysText(plan, keys)}`;

/** Who has signed what the mirror serves; the simulated codesign says the same. */
const TEAMS: Readonly<Record<string, string>> = { ollama: "3MU9H2V9Y9", llmster: "D65G88RHWN" };

const teamText = (name: string): string => {
  const team = TEAMS[name.split("@")[0] ?? ""];
  return team === undefined ? "" : `    team: ${team}\n`;
};

const artifactText = ({ name, path, program }: Artifact, mirrorUrl: string): string => `\
  ${name}:
    url: ${mirrorUrl}${path}
    format: tgz
    program: ${program}
${teamText(name)}`;

/** Writes a file that people may edit: only once, unless the ports of the pool have changed. */
function writeOnce(path: string, text: string, mark: string): void {
  if (readText(path)?.includes(mark) !== true) writeWhole(path, text);
}

/** Writes the inventory of the workspace. */
export function writeInventory(parts: InventoryParts): void {
  const { plan, artifacts, mirrorUrl, registryUrl } = parts;
  const entries = artifacts.map((artifact) => artifactText(artifact, mirrorUrl)).join("");
  const catalogue = `# yaml-language-server: $schema=schema/artifacts.schema.json\nartifacts:\n${entries}`;
  writeOnce(join(parts.inventory, "pools", `${plan.name}.yaml`), poolText(parts), registryUrl);
  writeOnce(join(parts.inventory, "artifacts.yaml"), catalogue, mirrorUrl);
}
