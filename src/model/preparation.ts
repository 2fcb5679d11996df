/** What a Mac is made to be before anything of Espalier's serves on it; each may be left alone with a reason. */
export const PREPARATIONS = [
  "power",
  "spotlight",
  "backups",
  "updates",
  "strangers",
  "fileVault",
  "logs",
  "jobs",
  "sudoers",
  "gpuMemory",
  "firewall",
] as const;
export type PreparationName = (typeof PREPARATIONS)[number];

/** How the Macs of a pool are prepared, as the inventory says. */
export interface PreparationWish {
  /** `on`: a restart that nobody planned leaves the Mac locked until somebody gives a password. */
  readonly fileVault: "on" | "off";
  /** Accounts on the hosts that may run the operators' program as root, and nothing else. */
  readonly operators: readonly string[];
  /** What Espalier keeps its hands off, and why. */
  readonly leave: Readonly<Partial<Record<PreparationName, string>>>;
}

/** What a host says of its preparation. `undefined` means: asked, and no answer that could be read. */
export interface PreparationFacts {
  /** `pmset -g custom`: settings by source of power. */
  readonly power?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Whether Spotlight indexes the volume of the root. */
  readonly spotlight?: "on" | "off";
  readonly backups?: BackupFacts;
  /** Keys of `com.apple.SoftwareUpdate` and `com.apple.commerce`; a key that nobody set is absent. */
  readonly updates?: Readonly<Record<string, string>>;
  /** True when an MDM manages the Mac. */
  readonly managed?: boolean;
  readonly fileVault?: FileVaultFacts;
  readonly firewall?: FirewallFacts;
  /** Programs of others that would serve models beside ours: loaded jobs as `DOMAIN/LABEL`, files by path. */
  readonly strangers: readonly string[];
  /** Those of them that macOS did not let us move, when it was tried last. */
  readonly unmoved: readonly string[];
  /** sha256 (hex) of files outside the releases by path; only those that exist. */
  readonly files: Readonly<Record<string, string>>;
  /** Labels of Espalier's own jobs of the host that launchd has loaded. */
  readonly jobs: readonly string[];
  /** Labels that somebody switched off: launchd starts them at no boot. */
  readonly disabled: readonly string[];
  /** `iogpu.wired_limit_mb`, MiB; 0 leaves the limit to macOS. */
  readonly gpuMemory?: number;
}

export interface BackupFacts {
  /** True when Time Machine passes over Espalier's home. */
  readonly excluded: boolean;
  /** `closed`: macOS does not let this session look (Full Disk Access). */
  readonly automatic: "on" | "off" | "closed";
  /** Disks and servers that backups go to; absent when it cannot be read. */
  readonly destinations?: number;
}

export interface FileVaultFacts {
  readonly state: "on" | "off";
  /** What `fdesetup status` adds, for example that a restart is needed. */
  readonly note?: string;
  /** True when a planned restart can unlock itself. */
  readonly authRestart?: boolean;
}

export interface FirewallFacts {
  readonly state: "on" | "off" | "managed";
  readonly blocksAll: boolean;
  /** Whether connections to a program are let in, by its path. */
  readonly programs: Readonly<Record<string, boolean>>;
}
