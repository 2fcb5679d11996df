/**
 * For `sed -n`: the lanes in the line of a configuration that lets nobody in whose lane it does not name
 * (`templates/haproxy/door.ts`).
 */
export const KNOWN_LANES = String.raw`s/.* if !{ var(txn.lane) -m str \([^}]*\) }.*/\1/p`;
