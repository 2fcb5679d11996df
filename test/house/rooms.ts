/** The house, from the ground up. A room imports from itself and from floors below it: never up, never sideways. */
export const FLOORS = [
  ["src/model", "src/statistics"],
  ["src/inventory", "src/facts", "src/load", "src/gates", "templates"],
  ["src/operations", "src/climb", "src/rollout", "src/report"],
  ["src/connectors", "src/probe", "src/store"],
  ["src/run"],
  ["stacks", "playbooks"],
  ["src/cli"],
] as const satisfies readonly (readonly string[])[];

/** Below this floor a room only computes: no file, no network, no clock, no chance, no other program. */
export const WATERLINE = 3;

/** The embedded pool stands beside the house: it knows the nouns, and only the doorbell knows it. */
export const SIMULATOR = "simulator";

export const ROOMS: readonly string[] = [...FLOORS.flat(), SIMULATOR];

/** Tools that live in few rooms. The simulator may use what Node brings and what it needs: it plays the Macs. */
export const TOOL_ROOMS: readonly { readonly tool: RegExp; readonly rooms: readonly string[] }[] = [
  {
    tool: /^(zx|node:child_process|node:worker_threads)$/,
    rooms: ["src/connectors", "src/probe", SIMULATOR],
  },
  {
    tool: /^(node:(net|tls|https?|http2|dgram|dns)(\/.*)?|undici)$/,
    rooms: ["src/connectors", "src/probe", SIMULATOR],
  },
  { tool: /^(ssh2|node-ssh)$/, rooms: ["src/connectors", SIMULATOR] },
  { tool: /^node:fs(\/.*)?$/, rooms: ["src/store", "src/connectors", "src/probe", SIMULATOR] },
  { tool: /^(ajv|yaml)(\/.*)?$/, rooms: ["src/inventory"] },
  { tool: /^(cdktf|cdktn|constructs|@cdktf)(\/.*)?$/, rooms: ["stacks"] },
  { tool: /^(@observablehq\/plot|linkedom|hdr-histogram-js)$/, rooms: ["src/report"] },
  { tool: /^(commander|log-update)$/, rooms: ["src/cli"] },
];

/** The only modules of Node that compute and touch nothing. */
export const PURE_BUILTINS: readonly string[] = ["node:crypto", "node:path"];

/** What reaches for the world without an import. */
export const WORLDLY: readonly RegExp[] = [
  /\bDate\.now\b/,
  /\bnew Date\(\s*\)/,
  /\bperformance\.now\b/,
  /\bset(Timeout|Interval|Immediate)\b/,
  /\bMath\.random\b/,
  /\brandom(UUID|Bytes|Int)\b/,
  /(?<![\w.])process\./,
  /(?<![\w.])fetch\(/,
];

/** Words that say nothing about what is inside. */
export const VAGUE =
  /(^|[/.-])(utils?|helpers?|managers?|handlers?|handle|process|make|misc|common)(?=[/.-])/;

/** Lines a file may have before it must be two. */
export const CEILING = 220;

/** Longer files, each with its reason. */
export const LONG: Readonly<Record<string, string>> = {};
