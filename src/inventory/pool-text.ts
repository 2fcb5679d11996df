import type { Api } from "../model/api.ts";
import type { EngineKind, KvCacheType } from "../model/engine.ts";
import type { LaneLimits } from "../model/lane.ts";
import type { MemoryWish } from "../model/memory.ts";
import type { AdmittedOs } from "../model/os.ts";
import type { Artifact, Host, SecretRef } from "../model/pool.ts";
import type { PreparationWish } from "../model/preparation.ts";
import type { QualificationRules } from "../model/qualification.ts";
import type { VectorPooling } from "../model/shape.ts";
import type { SupplyWish } from "../model/supply.ts";
import type { WorkloadName } from "../model/workload.ts";

type Named<T> = Readonly<Record<string, T>>;

/** `inventory/pools/<pool>.yaml` once it fits its schema: defaults filled in, quantities still text. */
export interface PoolText {
  readonly pool: string;
  readonly ssh: {
    readonly user: string;
    readonly key: string;
    readonly become: "sudo" | "none";
    readonly connectTimeout: string;
  };
  readonly engines: Named<EngineText>;
  readonly models: Named<ModelText>;
  readonly lanes: Named<LaneText>;
  readonly hosts: Named<HostText>;
  readonly retired: Named<RetiredText>;
  readonly os?: OsText;
  readonly preparation: PreparationWish;
  readonly memory: MemoryText;
  readonly supply: SupplyText;
  readonly waves: readonly { readonly name: string; readonly hosts: string }[];
  readonly ladder: LadderText;
  readonly qualification: QualificationText;
  readonly gates: GatesText;
  readonly gateway: GatewayText;
  readonly gateways?: GatewaysText;
}

export interface OsText {
  readonly allow: readonly AdmittedOs[];
  readonly freeze: string;
  readonly owner?: { readonly user: string; readonly password: string };
  readonly deadline: string;
}

export interface SupplyText extends Omit<SupplyWish, "keepFree"> {
  readonly keepFree: string;
}

export interface MemoryText extends Omit<MemoryWish, "reserve"> {
  readonly reserve?: string;
}

export interface EngineText {
  readonly kind: EngineKind;
  readonly artifact: Artifact["name"];
  readonly port: number;
  readonly standby?: number;
  readonly parallel: number;
  readonly contextLength: number;
  /** Only some kinds have these; which, `engine-keys.ts` says. */
  readonly keepAlive?: string;
  readonly maxLoadedModels?: number;
  readonly promptCache?: string;
  readonly kvCacheType?: KvCacheType;
  readonly budget?: string;
  readonly runtimes?: readonly string[];
  readonly environment: Named<string>;
  readonly healthDeadline: string;
}

export interface ModelText {
  readonly engine: string;
  readonly source: "registry" | "hub";
  readonly repository: string;
  /** Of a registry. */
  readonly registry?: string;
  readonly tag?: string;
  /** Of a hub. */
  readonly hub?: string;
  readonly revision?: string;
  readonly file?: string;
  readonly digest?: string;
  readonly weights?: string;
  readonly kvPerToken?: string;
  readonly embeds: boolean;
  readonly pooling?: VectorPooling;
  readonly premium: boolean;
}

export interface LaneText {
  readonly owner: string;
  readonly streams: number;
  readonly queue: number;
  readonly queueTimeout: string;
  readonly priority: number;
  readonly premium: boolean;
  readonly limits: LaneLimits;
  readonly models: readonly string[];
  readonly certificates?: readonly string[];
  readonly keys: readonly {
    readonly id: string;
    readonly owner: string;
    readonly sha256: string;
    readonly expires?: string;
    readonly lasts?: number;
  }[];
}

export interface HostText extends Omit<Host, "id" | "memory" | "gpuMemory"> {
  readonly memory: string;
  readonly gpuMemory?: string;
}

export interface RetiredText {
  readonly address: string;
  readonly port: number;
  readonly root: string;
  readonly on: string;
  readonly because: string;
}

/** Every cause but `other`, which nobody can lower. */
export type QualificationText = Omit<QualificationRules, "other">;

export interface WorkloadText {
  readonly name: WorkloadName;
  readonly context: number;
  readonly embedModel?: string;
  readonly perMinute?: number;
  readonly corpus?: string;
  readonly lanes?: Readonly<Record<string, WorkloadLaneText>>;
}

export interface WorkloadLaneText {
  readonly lane: string;
  readonly key: SecretRef;
}

export interface LadderText {
  readonly rungs: readonly number[];
  readonly reduced?: readonly number[];
  readonly requests: number;
  readonly budget: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly workload?: WorkloadText;
  readonly api: Api;
  readonly model: string;
  readonly lane: string;
  readonly key: string;
  readonly runtime: Artifact["name"];
  readonly deadline: string;
}

export interface GatesText {
  readonly rules: readonly string[];
  readonly signing?: { readonly key: string; readonly identity: string };
}

export interface GatewayText {
  readonly artifact: Artifact["name"];
  readonly port: number;
  readonly metricsPort: number;
  readonly bind: string;
  readonly drain: string;
  readonly bodyLimit: string;
  readonly tls?: TlsText;
}

export interface TlsText {
  readonly key: string;
  readonly names: readonly string[];
  readonly lifetime: string;
  readonly clients?: "optional" | "required";
}

export interface GatewaysText {
  readonly port: number;
  readonly metricsPort: number;
  readonly bind: string;
  readonly affinityAbove: string;
  readonly probe: { readonly lane: string; readonly key: string; readonly every: string };
  readonly members: Named<PoolGatewayText>;
  readonly overflow: Named<OverflowText>;
}

export interface OverflowText {
  readonly url: string;
  readonly key: string;
  readonly ca: string;
  readonly pool?: string;
  readonly streams: number;
  readonly above?: number;
  readonly first: boolean;
  readonly lanes: readonly string[];
  readonly models: Named<string>;
}

export interface PoolGatewayText {
  readonly host: string;
  readonly ports: Named<number>;
}
