import type { Api } from "./api.ts";
import { canonicalJson, type Digest, digestOf } from "./digest.ts";
import type { Workload } from "./workload.ts";

/** The client's side of the bargain, frozen in one object. */
export interface ClientContract extends ClientTerms {
  readonly model: string;
  readonly rungs: readonly number[];
  readonly requests: number;
  /** What a rung may cost while a rule is undecided. Absent: every rung has its least number, and nobody returns to rung 1. */
  readonly budget?: Budget;
}

/**
 * What every request is made of: two numbers can be set side by side only where these are equal. Which model it asks,
 * and how far and how long it climbs, is in the contract too but changes no number's meaning.
 */
export interface ClientTerms {
  readonly api: Api;
  /** The answer comes piece by piece; an API that embeds answers whole. */
  readonly streaming: boolean;
  readonly keepAlive: true;
  /** `none`: no `Accept-Encoding` is sent, and a compressed answer is a failure. */
  readonly compression: "none";
  /** Digest of the words and the shape that prompts are made from; the nonce and the seed are not in it. */
  readonly prompt: Digest;
  /** Of each request, or the largest of a workload. */
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** Absent: every stream sends requests of one size, in a closed loop. */
  readonly workload?: Workload;
  /** What sends: `node:http`. */
  readonly library: string;
  /** What runs it: `node@20.20.2`. */
  readonly runtime: string;
}

/** The most that may be spent on deciding. */
export interface Budget {
  /** Requests on each rung. */
  readonly requests: number;
  /** Milliseconds since the climb began after which nothing is extended any more. */
  readonly time: number;
}

const TERMS = [
  "api",
  "streaming",
  "keepAlive",
  "compression",
  "prompt",
  "promptTokens",
  "outputTokens",
  "workload",
  "library",
  "runtime",
] as const satisfies readonly (keyof ClientTerms)[];

/** The terms of a contract, without what it asks and how long. */
export const termsOf = (contract: ClientTerms): ClientTerms =>
  Object.fromEntries(TERMS.map((name) => [name, contract[name]])) as unknown as ClientTerms;

/** Names the terms together with the ladder revision that kept them; equal digests are comparable. */
export const contractDigest = ({
  contract,
  revision,
}: {
  readonly contract: ClientTerms;
  readonly revision: string;
}): Digest => digestOf(canonicalJson({ ...termsOf(contract), revision }));
