import type { Overflow } from "../model/gateways.ts";
import type { SecretRef } from "../model/pool.ts";
import type { OverflowText } from "./pool-text.ts";

/** From how many requests beyond what the hosts run at once a server takes overflow, when the file does not say. */
const ABOVE = 4;

/** A server that takes overflow; one that is asked first waits for no queue. */
export const typedOverflow = (
  name: string,
  { first, above = ABOVE, key, ...text }: OverflowText,
): Overflow => ({ name, ...text, key: key as SecretRef, ...(!first && { above }) });
