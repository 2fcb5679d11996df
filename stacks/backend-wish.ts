import { EXIT, Failure } from "../src/model/failure.ts";
import { BACKEND_KINDS, type BackendKind, type BackendKindName } from "./backend-kinds.ts";

/** Where state is kept, checked: known kind, known settings, one place for each pool, no credentials. */
export interface BackendWish {
  readonly kind: BackendKindName;
  /** By Terraform's own names; `{pool}` stands for the pool. */
  readonly settings: Readonly<Record<string, unknown>>;
}

const refused = (subject: string, saw: string, hint: string): Failure =>
  new Failure({ code: "backend-refused", subject, saw, hint, exit: EXIT.usage });

const subjectOf = (path: string): string => `cdktf.json context.backend${path}`;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Reads `context.backend`. Throws `Failure` with the path of the first setting that cannot stand. */
export function backendWish(value: unknown): BackendWish {
  if (!isRecord(value)) {
    throw refused(subjectOf(""), `${JSON.stringify(value)} is no object`, 'write { "kind": "local" }');
  }
  const { kind: name, ...given } = value;
  const kind = kindNamed(name);
  for (const setting of Object.keys(given)) checkKnown(kind, setting);
  const settings = { ...BACKEND_KINDS[kind].defaults, ...given };
  for (const setting of BACKEND_KINDS[kind].required) checkPresent(kind, setting, settings);
  for (const [setting, text] of Object.entries(settings)) checkNoCredentials(kind, setting, text);
  checkPlace(kind, settings);
  return { kind, settings };
}

function kindNamed(name: unknown): BackendKindName {
  const known = Object.keys(BACKEND_KINDS);
  if (typeof name === "string" && known.includes(name)) return name as BackendKindName;
  throw refused(
    subjectOf(".kind"),
    `${JSON.stringify(name)} is no backend known here`,
    `write one of ${known.join(", ")}`,
  );
}

function namesOf(kind: BackendKind): readonly string[] {
  return [...new Set([...kind.required, ...Object.keys(kind.defaults), ...kind.optional])];
}

function checkKnown(name: BackendKindName, setting: string): void {
  const kind: BackendKind = BACKEND_KINDS[name];
  if (namesOf(kind).includes(setting)) return;
  const secrets = kind.secrets.length === 0 ? "" : `; credentials come from ${kind.secrets.join(", ")}`;
  throw refused(
    subjectOf(`.${setting}`),
    `no setting of the ${name} backend`,
    `known are ${namesOf(kind).join(", ")}${secrets}`,
  );
}

function checkPresent(
  name: BackendKindName,
  setting: string,
  settings: Readonly<Record<string, unknown>>,
): void {
  if (settings[setting] !== undefined) return;
  throw refused(subjectOf(`.${setting}`), `missing, and the ${name} backend needs it`, "add it");
}

/** A URL may carry a user and a password before `@`; they would be written to disk with the stack. */
function checkNoCredentials(name: BackendKindName, setting: string, value: unknown): void {
  if (typeof value !== "string" || !/^[a-z][a-z0-9+.-]*:\/\/[^/]*@/i.test(value)) return;
  throw refused(
    subjectOf(`.${setting}`),
    "carries credentials",
    `take them out and set ${BACKEND_KINDS[name].secrets.join(", ")}`,
  );
}

function checkPlace(name: BackendKindName, settings: Readonly<Record<string, unknown>>): void {
  const { place } = BACKEND_KINDS[name];
  const value = settings[place];
  if (typeof value === "string" && value.includes("{pool}")) return;
  throw refused(
    subjectOf(`.${place}`),
    `${JSON.stringify(value)} is the same for every pool, and two pools would share one state`,
    "put {pool} into it",
  );
}
