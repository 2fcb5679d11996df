import type { Wanter } from "./holding.ts";
import type { OsTriple } from "./lock.ts";
import type { Owner } from "./owner.ts";
import type { PreparationFacts } from "./preparation.ts";

/** What one host said about itself in one round trip. `undefined` means: asked, and no answer that could be read. */
export interface HostFacts {
  readonly os?: OsTriple;
  /** `kern.bootsessionuuid`. */
  readonly bootId?: string;
  /** `hw.memsize`, bytes. */
  readonly memory?: number;
  /** `machdep.cpu.brand_string`. */
  readonly chip?: string;
  /** Free bytes on the volume that holds the root. */
  readonly diskFree?: number;
  readonly serviceUser: boolean;
  /** Which pool has written its name on the host; absent: none, or a version of Espalier that wrote none. */
  readonly owner?: Owner;
  /** Directories of the layout that exist. */
  readonly directories: readonly string[];
  /** `<noun>/<short digest>` of every unpacked artifact. */
  readonly artifacts: readonly string[];
  /** Those of `releases/` in which something is not of root alone: another's, setuid, or writable by others. */
  readonly loose: readonly string[];
  /** The programs of wanted artifacts by their directory; one that is not there is absent. */
  readonly programs?: Readonly<Record<string, ProgramFact>>;
  /** Short digests of the pool releases on disk. */
  readonly releases: readonly string[];
  /** sha256 (hex) of each file of the wanted release, by path relative to the release; only those that exist. */
  readonly releaseFiles: Readonly<Record<string, string>>;
  /** Links of the wanted release to its artifacts: name -> target. */
  readonly releaseLinks: Readonly<Record<string, string>>;
  /** Short digest the `current` symlink names. */
  readonly current?: string;
  /** Short digest of the last release that passed its gate here. */
  readonly good?: string;
  /** Short digest of the release that was good before it. */
  readonly previous?: string;
  /** `release.json` of the current release, verbatim. */
  readonly currentManifest?: string;
  /** The host result that qualified the `good` release, as JSON text. */
  readonly qualification?: string;
  /** The same of the release that was good before it. */
  readonly previousQualification?: string;
  readonly services: readonly ServiceFact[];
  /** Labels of every job of a host release that launchd starts with the Mac, of this release or of another. */
  readonly jobs: readonly string[];
  /** sha256 (hex) of manifest files by their path below `manifests/` of the model store. */
  readonly manifests: Readonly<Record<string, string>>;
  /** Hex digests of the manifests kept beside the releases, for a way back. */
  readonly keptManifests: readonly string[];
  /** `<short manifest>/<model>` of the snapshots whose files are all linked. */
  readonly snapshots: readonly string[];
  /** Size in bytes by blob hex digest. */
  readonly blobs: Readonly<Record<string, number>>;
  /** Hex digests of blobs whose bytes are others than their name says; absent when nobody asked, or they could not be read. */
  readonly rotten?: readonly string[];
  /** What manifests and releases on the host name; absent when it could not be read whole. */
  readonly holdings?: HoldingsFact;
  /** Names of the engines that answer on their port. */
  readonly answering: readonly string[];
  /** Absent when there is no release that was good before. */
  readonly wayBack?: WayBackFact;
  /** Engines whose standby serves in their place. */
  readonly standby: readonly string[];
  /** Engines of which something answers where they do not serve, whatever: at the port of their standby, or at their own while that serves. */
  readonly aside: readonly string[];
  /** What the engine says of its version, by its name; absent when it does not answer or has no page that tells. */
  readonly engineVersions: Readonly<Record<string, string>>;
  /** By engine: the slots of each model in memory; absent when it does not answer or has no page that tells. */
  readonly engineSlots: Readonly<Record<string, readonly SlotsFact[]>>;
  /** Models resident by `/api/ps`: `repository:tag` as Ollama prints names -> digest hex. */
  readonly resident: Readonly<Record<string, string>>;
  /** By engine: the models it has in memory; absent when it does not answer or has no page that tells. */
  readonly loaded: Readonly<Record<string, readonly LoadedFact[]>>;
  /** By the names of `resident`: what part of the model is in GPU memory, 0 to 1. */
  readonly onGpu: Readonly<Record<string, number>>;
  /** HTTP status of the proxy's health page; 0 when nothing answers. */
  readonly proxyStatus: number;
  /** The lanes that the release which serves knows; absent when none serves, or it cannot be read. */
  readonly lanes?: readonly string[];
  /** What the running proxy admits; absent when it does not run, or runs a release that kept its keys itself. */
  readonly admitted?: AdmittedFact;
  /** The certificate that lies on the host; absent when there is none. */
  readonly certificate?: CertificateFact;
  readonly drained: boolean;
  /** Closed by somebody's word, and not in passing by a run: a way back leaves it closed. */
  readonly held: boolean;
  /** Whose word it was, and why. */
  readonly heldBecause?: string;
  /** Labels of jobs that still run what another release started: a run was cut short after the flip. */
  readonly owed: readonly string[];
  readonly preparation: PreparationFacts;
}

/** How the release that was good before differs from what runs. */
export interface WayBackFact {
  /** Labels of jobs that it starts otherwise or not at all, and `models` where it has others in memory. */
  readonly changes: readonly string[];
  /** Engines that it has a standby for. */
  readonly standbys: readonly string[];
  /** Its `release.json`. */
  readonly manifest?: string;
}

/** What a gateway says of itself, and of the hosts behind it. */
export interface GatewayFacts extends HostFacts {
  readonly servers: readonly GatewayServer[];
}

/** A host in a group, as the gateway sees it. */
export interface GatewayServer {
  readonly group: string;
  readonly host: string;
  /** `UP`, `DOWN`, `DRAIN`, `MAINT`. */
  readonly state: string;
  /** How its last health check ended: `L7OK`, `L7RSP`, `L4CON` ...; empty before the first. */
  readonly check: string;
}

/** A certificate, never its key. */
export interface CertificateFact {
  readonly pem: string;
  /** The clock of the host, milliseconds since 1970. */
  readonly now: number;
  /** sha1 (40 upper-case hex digits) of the certificate that the running proxy shows; absent when none runs. */
  readonly served?: string;
  /** sha256 (hex) of the file that says which authorities are trusted; absent when there is none. */
  readonly trust?: string;
}

/** The program of an unpacked artifact. */
export interface ProgramFact {
  /** `foreign`: good, and of another team than the wanted one. */
  readonly signature: "not asked" | "good" | "foreign" | "broken";
  /** macOS asks somebody before it starts it. */
  readonly quarantined: boolean;
}

/** Manifests and the blobs that they name, hex; and what the releases of the host want. */
export interface HoldingsFact {
  /** By the hex digest under which Espalier keeps a manifest. */
  readonly kept: Readonly<Record<string, readonly string[]>>;
  /** By path below `manifests/` of the model store: what an engine sees, whoever pulled it. */
  readonly seen: Readonly<Record<string, readonly string[]>>;
  /** Hex digests of the manifests that a release of the host wants; only for links that there are. */
  readonly wanted: Partial<Readonly<Record<Wanter, readonly string[]>>>;
  /** How releases on the disk call a manifest. */
  readonly names: Readonly<Record<string, string>>;
}

/** A model in the memory of an engine. */
export interface LoadedFact {
  /** As its clients write it. */
  readonly name: string;
  /** sha256 of its manifest, hex; only Ollama tells. */
  readonly digest?: string;
}

/** How many streams a model in memory serves at once, and how many tokens each may hold. */
export interface SlotsFact {
  readonly slots: number;
  readonly context: number;
}

/** What the running proxy was told last, whatever the files say. */
export interface AdmittedFact {
  /** sha256 (hex) over the sorted lines of each map, by its path; only maps that the proxy knows. */
  readonly maps: Readonly<Record<string, string>>;
  /** Streams that each lane may run at once. */
  readonly streams: Readonly<Record<string, number>>;
  /** Requests that each engine is sent at once. */
  readonly slots: Readonly<Record<string, number>>;
}

/** One launchd job as `launchctl print system/LABEL` shows it; `loaded` false for exit 113. */
export interface ServiceFact {
  readonly label: string;
  readonly loaded: boolean;
  readonly state?: string;
  readonly pid?: number;
  readonly runs?: number;
  readonly lastExit?: string;
  /** sha256 (hex) of the installed plist; absent when there is none. */
  readonly plist?: string;
}
