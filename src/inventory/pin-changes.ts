import { isHubPin, type Lock, type PinChange } from "../model/lock.ts";
import { modelReference, type Pin, pinsOf } from "./pins.ts";

/** What moved between two locks, in the order of the lock, each with its reason. */
export function pinChanges(before: Lock | undefined, after: Lock): readonly PinChange[] {
  const old = new Map((before === undefined ? [] : pinsOf(before)).map((pin) => [pin.path, pin]));
  const fresh = pinsOf(after);
  const kept = new Set(fresh.map((pin) => pin.path));
  const gone = [...old.values()].filter((pin) => !kept.has(pin.path));
  return [
    ...fresh.flatMap((pin) => arrival(pin, old.get(pin.path), { before, after })),
    ...gone.map((pin) => ({ path: pin.path, was: pin.value, why: `${pin.of} left the inventory` })),
  ];
}

interface Locks {
  readonly before: Lock | undefined;
  readonly after: Lock;
}

function arrival(pin: Pin, old: Pin | undefined, locks: Locks): readonly PinChange[] {
  const { path, value: now } = pin;
  if (locks.before === undefined) return [{ path, now, why: "first lock of this pool" }];
  if (old === undefined) return [{ path, now, why: `${pin.of} is new in the inventory` }];
  if (old.value === now) return [];
  return [{ path, was: old.value, now, why: reason(pin, { ...locks, before: locks.before }) }];
}

function reason(
  { kind, of }: Pin,
  { before, after }: { readonly before: Lock; readonly after: Lock },
): string {
  switch (kind) {
    case "ladder":
      return "the ladder changed: measurements before and after it cannot be compared";
    case "artifact-url":
      return `the catalogue names another URL for ${of}`;
    case "artifact-bytes":
      return bytesReason(of, before, after);
    case "model-reference":
      return `the inventory asks for another model under the name ${of}`;
    case "model-manifest":
      return manifestReason(of, before, after);
    case "host-key":
      return `host key of ${of} changed: prove out of band that this is the same machine`;
    case "host-os":
      return `the operating system of ${of} changed`;
  }
}

type Named = Readonly<Record<string, { readonly url: string }>>;

function bytesReason(name: string, before: Lock, after: Lock): string {
  const url = (artifacts: Named): string | undefined => artifacts[name]?.url;
  return url(before.artifacts) === url(after.artifacts)
    ? `the bytes behind the URL of ${name} changed: ask its publisher why before you take them`
    : `${name} comes from another URL`;
}

function manifestReason(name: string, before: Lock, after: Lock): string {
  const [old, fresh] = [before.models[name], after.models[name]];
  if (old === undefined || fresh === undefined) return `${name} is pinned anew`;
  return modelReference(old) === modelReference(fresh)
    ? `${isHubPin(fresh) ? `revision ${fresh.revision}` : `tag ${fresh.tag}`} of ${fresh.repository} moved`
    : `${name} follows its new reference`;
}
