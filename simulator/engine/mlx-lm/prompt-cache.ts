import { createHash } from "node:crypto";

export interface CacheLimits {
  readonly size: number;
  /** Tokens that fit into the bytes allowed. */
  readonly tokens: number;
}

/** Prompts whose KV stays in memory; the one that was used longest ago goes first. This is how the server grows. */
export class PromptCache {
  readonly #limits: () => CacheLimits;
  readonly #tokens = new Map<string, number>();

  constructor(limits: () => CacheLimits) {
    this.#limits = limits;
  }

  get tokens(): number {
    return [...this.#tokens.values()].reduce((sum, tokens) => sum + tokens, 0);
  }

  keep(prompt: string, tokens: number): void {
    const key = createHash("sha256").update(prompt).digest("hex");
    this.#tokens.delete(key);
    this.#tokens.set(key, tokens);
    const limits = this.#limits();
    for (const oldest of this.#tokens.keys()) {
      if (this.#tokens.size <= limits.size && this.tokens <= limits.tokens) return;
      this.#tokens.delete(oldest);
    }
  }
}
