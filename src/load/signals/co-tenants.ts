/** Programs that have no business beside a climb. */
export interface CoTenants {
  /** Of one core, %. */
  readonly share: number;
  /** `a compiler 240 %, Time Machine 35 %`; empty where there are none. */
  readonly names: string;
}

/** What takes the processor, the memory or the GPU from a model, by the command line it has. */
const KINDS: readonly (readonly [string, RegExp])[] = [
  [
    "a compiler",
    /^(\S*\/)?(clang(\+\+)?(-\d+)?|cc1(plus|obj)?|swift-frontend|swiftc|rustc|ld(64|\.lld|-prime)?|XCBBuildService|xcodebuild|javac|compile|link)(\s|$)/,
  ],
  [
    "Spotlight's indexing",
    /^(\S*\/)?(mds|mds_stores|mdworker|mdworker_shared|mdbulkimport|spotlightknowledged?)(\s|$)/,
  ],
  ["Time Machine", /^(\S*\/)?backupd(-helper)?(\s|$)/],
  ["photo analysis", /^(\S*\/)?(photoanalysisd|mediaanalysisd)(\s|$)/],
  [
    "a video export",
    /^((\S*\/)?(ffmpeg|HandBrakeCLI|avconvert|VTEncoderXPCService|aerender)(\s|$)|\/Applications\/(Final Cut Pro|Compressor|HandBrake|DaVinci Resolve|Adobe (Premiere|Media Encoder)))/,
  ],
  ["ComfyUI", /ComfyUI/i],
];

/** Below this share of a core nobody is in the way, %. */
const LEAST = 10;

/**
 * Who works beside a climb, in the output of `ps -A -ww -o pid=,ppid=,rss=,%cpu=,args=`; `undefined` when it lists nobody. On a Mac
 * `%cpu` is a mean over about a minute, on Linux over the life of the program.
 */
export function coTenants(text: string): CoTenants | undefined {
  const lines = [...text.matchAll(/^ *\d+ +\d+ +\d+ +(\d+(?:\.\d+)?) +(.*)$/gm)];
  if (lines.length === 0) return undefined;
  const shares = new Map<string, number>();
  for (const [, share = "", args = ""] of lines) {
    const kind = Number(share) < LEAST ? undefined : KINDS.find(([, shape]) => shape.test(args))?.[0];
    if (kind !== undefined) shares.set(kind, (shares.get(kind) ?? 0) + Number(share));
  }
  const names = [...shares].map(([kind, share]) => `${kind} ${Math.round(share)} %`).join(", ");
  return { share: [...shares.values()].reduce((sum, share) => sum + share, 0), names };
}
