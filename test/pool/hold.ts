import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SimulatedHost } from "../../simulator/pool.ts";
import { eventually } from "../eventually.ts";

/** A place inside an act script: the next call of `program` whose arguments hold `words`. */
export interface Place {
  readonly program: "curl" | "perl" | "launchctl";
  readonly words: string;
}

export interface Hold {
  /** Resolves when the script stands still there. */
  readonly reached: () => Promise<void>;
  /** Lets it go on. */
  readonly release: () => void;
}

/** Where the programs of a simulated Mac lie, or those of this machine that stand in for them. */
const REAL = { curl: "usr/bin/curl.real", perl: "/usr/bin/perl", launchctl: "bin/launchctl" } as const;

/**
 * Stops the script of a host at an exact place for as long as wanted, so that a test can kill its controller there. The
 * program that is held stands before the real one on the host's PATH.
 */
export function holdAt({ root }: SimulatedHost, { program, words }: Place): Hold {
  const file = (name: string): string => join(root, ".mac", `${name}-${program}`);
  const door = join(root, "usr/bin", program);
  const real = REAL[program].startsWith("/") ? REAL[program] : join(root, REAL[program]);
  if (program === "curl" && !existsSync(real)) renameSync(door, real);
  writeFileSync(file("hold"), "");
  rmSync(file("held"), { force: true });
  const wait = `: >'${file("held")}'; while [ -e '${file("hold")}' ]; do /bin/sleep 0.05; done`;
  writeFileSync(door, `#!/bin/sh\ncase "$*" in *'${words}'*) ${wait} ;; esac\nexec '${real}' "$@"\n`, {
    mode: 0o755,
  });
  return {
    reached: async () => {
      await eventually(`the script stands at ${program} ${words}`, () => existsSync(file("held")), 60_000);
    },
    release: () => rmSync(file("hold"), { force: true }),
  };
}
