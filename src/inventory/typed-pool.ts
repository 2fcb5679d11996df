import type { Digest } from "../model/digest.ts";
import type { Gateways } from "../model/gateways.ts";
import type { LadderWish } from "../model/ladder-wish.ts";
import type { Lane } from "../model/lane.ts";
import type { MemoryWish } from "../model/memory.ts";
import type { OsWish } from "../model/os.ts";
import type { Gates, Gateway, Host, HostId, Pool, PoolId, SecretRef } from "../model/pool.ts";
import type { Rule } from "../model/rule.ts";
import type {
  GatesText,
  GatewaysText,
  GatewayText,
  HostText,
  LadderText,
  LaneText,
  MemoryText,
  OsText,
  PoolText,
} from "./pool-text.ts";
import { durationOf, sizeOf } from "./quantity.ts";
import { reducedRungs } from "./reduced-rungs.ts";
import { parsedRule } from "./rule.ts";
import { typedEngine } from "./typed-engine.ts";
import { typedModel } from "./typed-model.ts";
import { typedOverflow } from "./typed-overflow.ts";
import { typedWorkload } from "./typed-workload.ts";

const secret = (text: string): SecretRef => text as SecretRef;

function lane(name: string, text: LaneText): Lane {
  const keys = text.keys.map((key) => ({ ...key, sha256: key.sha256 as Digest }));
  return { ...text, name, keys, queueTimeout: durationOf(text.queueTimeout) };
}

const host = (name: string, { gpuMemory, ...text }: HostText): Host => ({
  ...text,
  id: name as HostId,
  memory: sizeOf(text.memory),
  ...(gpuMemory !== undefined && { gpuMemory: sizeOf(gpuMemory) }),
});

const ladder = ({ workload, ...text }: LadderText, rules: readonly string[]): LadderWish => ({
  ...text,
  reduced: text.reduced ?? reducedRungs(text.rungs, rules),
  key: secret(text.key),
  deadline: durationOf(text.deadline),
  ...(workload && typedWorkload(workload, text)),
});

function gates({ rules, signing }: GatesText): Gates {
  const signed = signing === undefined ? {} : { signing: { ...signing, key: secret(signing.key) } };
  return { rules: rules.map((text): Rule => parsedRule(text)), ...signed };
}

const memory = ({ reserve, ...text }: MemoryText): MemoryWish => ({
  ...text,
  ...(reserve !== undefined && { reserve: sizeOf(reserve) }),
});

const os = ({ allow, freeze, owner, deadline }: OsText): OsWish => ({
  allow,
  freeze: durationOf(freeze),
  deadline: durationOf(deadline),
  ...(owner && { owner: { ...owner, password: secret(owner.password) } }),
});

const gateway = ({ tls, drain, bodyLimit, ...text }: GatewayText): Gateway => ({
  ...text,
  drain: durationOf(drain),
  bodyLimit: sizeOf(bodyLimit),
  ...(tls && { tls: { ...tls, key: secret(tls.key), lifetime: durationOf(tls.lifetime) } }),
});

const gateways = ({ affinityAbove, probe, members, overflow, ...text }: GatewaysText): Gateways => ({
  ...text,
  affinityAbove: sizeOf(affinityAbove),
  probe: { ...probe, key: secret(probe.key), every: durationOf(probe.every) },
  members: Object.entries(members).map(([id, member]) => ({ id, ...member })),
  overflow: Object.entries(overflow).map(([name, text]) => typedOverflow(name, text)),
});

const each = <Text, T>(
  texts: Readonly<Record<string, Text>>,
  build: (name: string, text: Text) => T,
): Record<string, T> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, build(name, text)]));

/** The typed pool of a text that fits its schema and whose links hold. */
export function typedPool(text: PoolText, source: string): Pool {
  return {
    id: text.pool as PoolId,
    source,
    ssh: { ...text.ssh, key: secret(text.ssh.key), connectTimeout: durationOf(text.ssh.connectTimeout) },
    engines: each(text.engines, typedEngine),
    models: each(text.models, typedModel),
    lanes: each(text.lanes, lane),
    hosts: Object.values(each(text.hosts, host)),
    retired: Object.entries(text.retired).map(([name, item]) => ({ ...item, id: name as HostId })),
    ...(text.os && { os: os(text.os) }),
    preparation: text.preparation,
    memory: memory(text.memory),
    supply: { ...text.supply, keepFree: sizeOf(text.supply.keepFree) },
    waves: text.waves,
    ladder: ladder(text.ladder, text.gates.rules),
    qualification: { ...text.qualification, other: "full" },
    gates: gates(text.gates),
    gateway: gateway(text.gateway),
    ...(text.gateways && { gateways: gateways(text.gateways) }),
  };
}
