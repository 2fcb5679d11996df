import { word } from "./text.ts";
import type { ProxyWish } from "./wish.ts";

type Ground = Pick<ProxyWish, "layout">;

/**
 * Holds while the host drains. `layout.drainMap` has the line `all yes` or `all no`, and must exist before the
 * proxy starts; `set map <drainMap> all yes` on the stats socket changes it in memory.
 */
export const drained = ({ layout }: Ground): string =>
  `{ str(all),map_str(${word(layout.drainMap)},no) -m str yes }`;

/** Holds for a key with the line `key:<key id> open`: the ladder's, so that a closed host can be measured. */
export const letIn = ({ layout }: Ground): string =>
  `{ str(key:),concat(,txn.key),map_str(${word(layout.drainMap)}) -m str open }`;
