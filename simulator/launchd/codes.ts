/** What `launchctl error N` says. Numbers below 107 are errno, the rest launchd's own. */
export const LAUNCHD_ERRORS: Readonly<Record<number, string>> = {
  1: "Operation not permitted",
  3: "No such process",
  5: "Input/output error",
  36: "Operation now in progress",
  37: "Operation already in progress",
  108: "Invalid path",
  109: "Invalid property list",
  110: "Invalid or missing service identifier",
  111: "Invalid or missing Program/ProgramArguments",
  112: "Could not find specified domain",
  113: "Could not find specified service",
  114: "The specified username does not exist",
  115: "The specified group does not exist",
  119: "Service is disabled",
  122: "Path had bad ownership/permissions",
  124: "Domain is tearing down",
  125: "Domain does not support specified action",
};

/** What one `launchctl` call prints and how it ends. */
export interface Reply {
  readonly code: number;
  /** On stdout when `code` is 0, else on stderr. */
  readonly text: string;
}

export const OK: Reply = { code: 0, text: "" };

/** `Bootstrap failed: 5: Input/output error`. */
export const failed = (verb: string, code: number): Reply => ({
  code,
  text: `${verb} failed: ${code}: ${LAUNCHD_ERRORS[code] ?? "Unknown error"}\n`,
});

/** The answer of `print`, `kickstart`, `kill` and `blame` for a job that is not loaded. */
export const absent = (label: string): Reply => ({
  code: 113,
  text: `Bad request.\nCould not find service "${label}" in domain for system\n`,
});
