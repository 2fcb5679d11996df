import type { Fault } from "./fault.ts";

/** Faults of what all hosts share; the host named with them does not matter. */
export const SHARED_FAULTS: readonly Fault[] = [
  {
    kind: "wrong-digest",
    sentence: "The mirror serves other bytes under every artifact's address.",
    strike: ({ mirror }) => {
      mirror.tampered = true;
    },
    clear: ({ mirror }) => {
      mirror.tampered = false;
    },
  },
  {
    kind: "moved-tag",
    sentence: "Every tag of the registry names another manifest than before.",
    strike: ({ registry }) => {
      registry.moved = true;
    },
    clear: ({ registry }) => {
      registry.moved = false;
    },
  },
];
