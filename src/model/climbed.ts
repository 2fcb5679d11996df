/** Settings by their names, as text for people. */
export type Settings = Readonly<Record<string, string>>;

/**
 * What a climb was a climb of, as far as it changes what a number means. Each is text for people; `not known` where nobody could
 * say.
 */
export interface Climbed {
  readonly chip: string;
  /** `48.0 GiB` */
  readonly memory: string;
  /** Name and manifest digest: `library/qwen3:4b sha256:...`. */
  readonly model: string;
  /** Name and version, with the artifact's digest where it is pinned: `ollama@0.35.1 sha256:...`. */
  readonly engine: string;
  /** Streams the engine computes at once. */
  readonly slots: string;
  /** What else the engine was told, in the words of the inventory; absent where nobody could say, and in older reports. */
  readonly settings?: Settings;
}

export const NOT_KNOWN = "not known";
