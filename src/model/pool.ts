import type { Brand } from "./brand.ts";
import type { Digest } from "./digest.ts";
import type { Engine } from "./engine.ts";
import type { Gateways } from "./gateways.ts";
import type { LadderWish } from "./ladder-wish.ts";
import type { Lane } from "./lane.ts";
import type { MemoryWish } from "./memory.ts";
import type { Model } from "./model.ts";
import type { OsWish } from "./os.ts";
import type { PreparationWish } from "./preparation.ts";
import type { QualificationRules } from "./qualification.ts";
import type { Rule } from "./rule.ts";
import type { SupplyWish } from "./supply.ts";
import type { Bytes, Milliseconds } from "./units.ts";

export type PoolId = Brand<string, "PoolId">;
export type HostId = Brand<string, "HostId">;

/** A secret by reference: `env:NAME`, `file:PATH` or `cmd:COMMAND LINE`. Resolved in memory, never stored. */
export type SecretRef = Brand<string, "SecretRef">;

/** A pool as the inventory describes it: validated, linked, frozen. Optional YAML keys have their defaults here. */
export interface Pool {
  readonly id: PoolId;
  /** The file it was read from, for messages. */
  readonly source: string;
  readonly ssh: Ssh;
  readonly engines: Readonly<Record<string, Engine>>;
  readonly models: Readonly<Record<string, Model>>;
  readonly lanes: Readonly<Record<string, Lane>>;
  /** In the order of the file. */
  readonly hosts: readonly Host[];
  readonly retired: readonly RetiredHost[];
  /** Absent: each host may run what its lock pins. */
  readonly os?: OsWish;
  readonly preparation: PreparationWish;
  /** How much of each Mac's memory the engines may plan for. */
  readonly memory: MemoryWish;
  /** Where the bytes of models come from. */
  readonly supply: SupplyWish;
  readonly waves: readonly Wave[];
  readonly ladder: LadderWish;
  /** How much of the ladder a change asks for. */
  readonly qualification: QualificationRules;
  readonly gates: Gates;
  readonly gateway: Gateway;
  /** Absent: clients ask the hosts themselves. */
  readonly gateways?: Gateways;
}

export interface Ssh {
  readonly user: string;
  /** Private key file. */
  readonly key: SecretRef;
  readonly become: "sudo" | "none";
  readonly connectTimeout: Milliseconds;
}

export interface Host {
  readonly id: HostId;
  readonly address: string;
  /** SSH port. */
  readonly port: number;
  /** Every remote path starts here; `/` on a Mac. No trailing slash except for `/` itself. */
  readonly root: string;
  readonly chip: string;
  readonly memory: Bytes;
  /** Memory that the GPU may wire (`iogpu.wired_limit_mb`); absent: macOS decides. */
  readonly gpuMemory?: Bytes;
  readonly engines: readonly string[];
  readonly models: readonly string[];
  readonly lanes: readonly string[];
  readonly labels: readonly string[];
  /** How it stands, for the report: fan, lid, surface, cooling, power supply. */
  readonly note?: string;
  readonly state: "serving" | "drained";
  /** Why a drained host is drained. */
  readonly because?: string;
  /** Port overrides where several hosts share an address: by engine name, plus `gateway` and `metrics`. */
  readonly ports: Readonly<Record<string, number>>;
}

export interface RetiredHost {
  readonly id: HostId;
  readonly address: string;
  readonly port: number;
  readonly root: string;
  /** ISO date. */
  readonly on: string;
  readonly because: string;
}

/** A slice of hosts taken together. Each host belongs to the first wave whose selector names it. */
export interface Wave {
  readonly name: string;
  /** Selector: `mac-01,mac-1*,@label`, `*` for all that are left. */
  readonly hosts: string;
}

export interface Gates {
  readonly rules: readonly Rule[];
  /** Absent: the gate report is left unsigned. */
  readonly signing?: { readonly key: SecretRef; readonly identity: string };
}

export interface Gateway {
  readonly artifact: ArtifactName;
  /** TLS port of the proxy on each host. */
  readonly port: number;
  /** Plain HTTP on loopback: Prometheus metrics and health. */
  readonly metricsPort: number;
  /** Address the TLS port binds. */
  readonly bind: string;
  /** How long running streams may take to end when a host drains. */
  readonly drain: Milliseconds;
  /** Largest request body. */
  readonly bodyLimit: Bytes;
  /** Absent: each host signs its own certificate, and a client has to trust each one. */
  readonly tls?: TlsWish;
}

/** The authority that signs the certificates of the hosts; its own certificate lies beside the lock. */
export interface TlsWish {
  /** Private key of the authority, PEM. Asked for only when something is to be signed. */
  readonly key: SecretRef;
  /** What clients call a host besides its name and address. */
  readonly names: readonly string[];
  /** Of a host's certificate; it is renewed when a third of it is left. */
  readonly lifetime: Milliseconds;
  /** Whether clients show a certificate of the same authority beside their key; absent: none is asked for. */
  readonly clients?: "optional" | "required";
}

/** `name@version`, the key of an entry in `inventory/artifacts.yaml`. */
export type ArtifactName = Brand<string, "ArtifactName">;

/** Where an artifact comes from and how it is laid out; data in `inventory/artifacts.yaml`. */
export interface Artifact {
  readonly name: ArtifactName;
  /** Directory name under `releases/`, the part before `@`. */
  readonly noun: string;
  readonly version: string;
  readonly url: string;
  readonly format: "tgz" | "tar.xz" | "zip" | "binary";
  /** Leading path components to drop when unpacking. */
  readonly strip: number;
  /** Program inside the unpacked directory, for example `ollama` or `bin/node`. */
  readonly program: string;
  /** Who moves the bytes: the host itself or the controller's cache. */
  readonly delivery: "fetch" | "push";
  /** When the catalogue insists on a digest, `pin` refuses any other. */
  readonly sha256?: Digest;
  /** Apple's Team ID of who has signed the program; absent: nobody, or nobody knows. */
  readonly team?: string;
}

export type Catalogue = Readonly<Record<string, Artifact>>;
