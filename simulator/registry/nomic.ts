import type { Published } from "./published.ts";

/** nomic-embed-text 1.5 as its publisher describes it: it reads texts from both ends, and gives the mean of what it read. */
export const NOMIC: Published = {
  family: "nomic-bert",
  layers: 12,
  width: 768,
  heads: 12,
  kvHeads: 12,
  head: 64,
  vocabulary: 30_522,
  context: 2048,
  pooling: 1,
  isCausal: false,
};
