import { ACCOUNT } from "./act/account.ts";
import { ADMISSION } from "./act/admission.ts";
import { ARTIFACTS } from "./act/artifacts.ts";
import { CERTIFICATE } from "./act/certificate.ts";
import { DOORS } from "./act/doors.ts";
import { DOWNLOADS } from "./act/downloads.ts";
import { FILES } from "./act/files.ts";
import { GATEWAY } from "./act/gateway.ts";
import { GATEWAY_HOSTS } from "./act/gateway-hosts.ts";
import { HEALTH } from "./act/health.ts";
import { MODEL_LIFE } from "./act/model-life.ts";
import { MODELS } from "./act/models.ts";
import { PREPARATION } from "./act/preparation.ts";
import { RELEASES } from "./act/releases.ts";
import { SERVICES } from "./act/services.ts";
import { STANDBY } from "./act/standby.ts";

/**
 * The functions an act script may call, POSIX sh for `/bin/sh` and BSD tools. A step is argv whose first
 * word is one of them. Every function can be killed at any line and called again: it looks first, works
 * on a temporary name and renames.
 */
export const ACT_LIBRARY = [
  FILES,
  ACCOUNT,
  DOWNLOADS,
  ARTIFACTS,
  MODELS,
  CERTIFICATE,
  SERVICES,
  HEALTH,
  MODEL_LIFE,
  DOORS,
  ADMISSION,
  STANDBY,
  RELEASES,
  GATEWAY,
  GATEWAY_HOSTS,
  PREPARATION,
]
  .map((part) => part.trim())
  .join("\n\n");
