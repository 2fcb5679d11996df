const DIGEST = /sha256:[0-9a-f]{64}/;

/** What is pinned by digest on both sides is the same when that is; else its name and version decide. */
export function isSame(a: string, b: string): boolean {
  const [ours, theirs] = [DIGEST.exec(a)?.[0], DIGEST.exec(b)?.[0]];
  return ours !== undefined && theirs !== undefined ? ours === theirs : plain(a) === plain(b);
}

/** `ollama@0.35.1 sha256:...` and `ollama 0.35.1` name one version. */
const plain = (text: string): string => text.replace(DIGEST, "").replace("@", " ").trim();
