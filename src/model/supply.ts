import type { Bytes } from "./units.ts";

/** Where the bytes of models come from, beside the registry or hub that pins them. */
export interface SupplyWish {
  /** `relay`: from a host of the pool that has them, through the controller's connections. `none`: each host asks for itself. */
  readonly seed: "none" | "relay";
  /** Base URL of what `espalier models mirror` wrote: registries and hubs are read there, and nowhere else. */
  readonly mirror?: string;
  /** What stays free on the disk of each host beside all that is to come. */
  readonly keepFree: Bytes;
  /** When models that no release wants any more leave the disk: after each pass, or when a person says so. */
  readonly retire: "by-hand" | "after-pass";
}

/** Where a registry or a hub is read: at its own base URL, or below its name at the mirror. */
export function readAt({ mirror }: Pick<SupplyWish, "mirror">, base: string): string {
  if (mirror === undefined) return base;
  const { host, pathname } = new URL(base);
  return `${mirror}/${host}${pathname.replace(/\/$/, "")}`;
}
