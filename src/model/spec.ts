import type { Digest } from "./digest.ts";
import type { HostId } from "./pool.ts";

/** A text file of a host release, path relative to the release directory. */
export interface ReleaseFile {
  readonly path: string;
  readonly text: string;
  /** Octal, for example `0644`. */
  readonly mode: string;
}

/** All that one host shall be, resolved: every pin, every rendered file, and one digest over them. */
export interface HostSpec {
  readonly host: HostId;
  readonly wave: string;
  /** Over pins and files; a host whose release carries this digest has reached its wish. */
  readonly digest: Digest;
  /** Over what lies beside the release: keys and limits of lanes. It moves without a new release and without a proof. */
  readonly admission: Digest;
  /** Human-readable pins: what `terraform plan` shows when something moves. */
  readonly pins: Readonly<Record<string, string>>;
  readonly files: readonly ReleaseFile[];
}
