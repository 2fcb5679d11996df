import { hand, noop, type Operation, run } from "../wish.ts";

/** No index: reading weights and releases to index them costs memory bandwidth and says nothing. */
export const spotlight: Operation = ({ layout }, { preparation }) => {
  const words = { operation: "spotlight", subject: layout.root };
  if (preparation.spotlight === "off") return [noop("spotlight", layout.root, "nothing is indexed")];
  if (preparation.spotlight === "on")
    return [run({ ...words, why: "Spotlight indexes the volume" }, "quiet_spotlight", layout.root)];
  const why = "mdutil -s says neither enabled nor disabled";
  return [
    hand({ ...words, why }, `run mdutil -s ${layout.root} on the host: an index that is being built passes`),
  ];
};
