import { spellings } from "../haproxy/maps.ts";
import type { GatewayWish } from "./wish.ts";

/** `models.map`: `<lane>|<model as clients write it> <group>`, sorted. */
export const renderRoutes = ({ routes }: Pick<GatewayWish, "routes">): string =>
  routes
    .flatMap(({ lane, served, group }) => spellings(served).map((name) => `${lane}|${name} ${group}\n`))
    .sort()
    .join("");
