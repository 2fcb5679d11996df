import type { Answer } from "./fact.ts";

/** An update of macOS that Apple offers to a host. */
export interface Offer {
  /** What `softwareupdate --install` wants to hear. */
  readonly label: string;
  readonly version: string;
  readonly build: string;
}

/** Asked only when a host is to be updated: it takes seconds and the network. */
export const offersQuestion = { name: "offers", script: "softwareupdate --list 2>&1" };

/** `* Label: macOS Tahoe 26.5.1-25F80`; tools and drivers are no updates of macOS. */
export const parseOffers = ({ stdout }: Answer): readonly Offer[] =>
  [...stdout.matchAll(/^\* Label: (macOS(?: [A-Za-z]+)* (\d+(?:\.\d+)*)-(\w+))\s*$/gm)].map(
    ([, label = "", version = "", build = ""]) => ({ label, version, build }),
  );
