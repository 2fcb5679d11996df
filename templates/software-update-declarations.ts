import { canonicalJson, digestOf, shortOf } from "../src/model/digest.ts";
import type { AdmittedOs, OsWish } from "../src/model/os.ts";
import type { Pool } from "../src/model/pool.ts";

/** One declaration of Apple's declarative device management, as an MDM server takes it. */
export interface Declaration {
  readonly Type: string;
  readonly Identifier: string;
  /** Another payload has another token, so that a Mac takes it anew. */
  readonly ServerToken: string;
  readonly Payload: Readonly<Record<string, unknown>>;
}

const NAME = "com.apple.configuration.softwareupdate";

/** Longest deferral that macOS knows, days. It hides what is newer; it is no pin. */
const LONGEST = 90;

/** A quiet hour of the Mac's own clock. */
const AT_NIGHT = "03:00:00";

/**
 * What an MDM has to declare so that its Macs do not update themselves, and so that they come to the build that was listed
 * last: softwareupdate.settings (macOS 15 and newer, supervised) and softwareupdate.enforcement.specific (14 and newer), keys as in
 * apple/device-management. Background security improvements are outside of deferrals; `Enable: false` stops them being offered.
 */
export function softwareUpdateDeclarations({ id, os }: Pick<Pool, "id" | "os">): readonly Declaration[] {
  const latest = [...(os?.allow ?? [])].sort((a, b) => (a.since < b.since ? -1 : 1)).at(-1);
  return [
    declaration(id, `${NAME}.settings`, SETTINGS),
    ...(os && latest ? [declaration(id, `${NAME}.enforcement.specific`, enforcement(os, latest))] : []),
  ];
}

const SETTINGS = {
  Notifications: false,
  AllowStandardUserOSUpdates: false,
  AutomaticActions: {
    Download: "AlwaysOff",
    InstallOSUpdates: "AlwaysOff",
    InstallSecurityUpdate: "AlwaysOff",
  },
  Deferrals: { MajorPeriodInDays: LONGEST, MinorPeriodInDays: LONGEST, SystemPeriodInDays: LONGEST },
  RapidSecurityResponse: { Enable: false, EnableRollback: false },
  Beta: { ProgramEnrollment: "AlwaysOff" },
};

/** Due in the first night after the freeze. */
function enforcement({ freeze }: OsWish, { version, build, since, urgent }: AdmittedOs) {
  const day = new Date(Date.parse(since) + (urgent === undefined ? freeze : 0)).toISOString().slice(0, 10);
  return { TargetOSVersion: version, TargetBuildVersion: build, TargetLocalDateTime: `${day}T${AT_NIGHT}` };
}

function declaration(pool: string, type: string, payload: Declaration["Payload"]): Declaration {
  return {
    Type: type,
    Identifier: `com.espalier.${pool}.${type.slice("com.apple.configuration.".length)}`,
    ServerToken: shortOf(digestOf(canonicalJson(payload))),
    Payload: payload,
  };
}
