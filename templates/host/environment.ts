import type { Layout } from "../../src/model/layout.ts";
import { quoted } from "./quote.ts";

/** The first lines of every script: a known search path, C locale, private files. */
export const scriptHead = (paths: Layout): string =>
  [`PATH=${quoted(paths.searchPath)}`, "export PATH", "LC_ALL=C", "export LC_ALL", "umask 022"].join("\n");

/** Of sh, `within SECONDS PROGRAM ARGUMENT...`: what answers too late has not answered; macOS has no timeout(1). */
export const WITHIN = `within() { perl -e 'alarm shift; exec @ARGV' "$@"; }`;
