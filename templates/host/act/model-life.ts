/** Models that come into memory and leave it, and those that leave the disk. */
export const MODEL_LIFE = String.raw`
# in_memory PORT MODEL: Ollama lists it as loaded.
in_memory() { curl -fsS -m 5 "http://127.0.0.1:$1/api/ps" | tr -d ' \n' | grep -qF "\"name\":\"$2\","; }

# load_model PORT MODEL SECONDS LABEL: it has generated a token, all of it on the GPU, and it stays.
load_model() {
  await_first_token "$1" "$2" "$3" "$4" ollama
  refuse_cpu "$1" "$2" "$4"
}

# unload_model PORT MODEL: out of memory, when its last stream has ended; it stays on the disk.
unload_model() {
  end=$(($(date +%s) + 60))
  said=$(post "$1" /api/generate 60 "{\"model\":\"$2\",\"keep_alive\":0}")
  while in_memory "$1" "$2"; do
    [ "$(date +%s)" -lt "$end" ] || die "$2 is still in memory 60 s after it was told to go (the engine said: $said); a stream may hold it"
    sleep 0.2
  done
}

# let_go PORT MODEL: the same, and nobody's work is stopped for it.
let_go() { (unload_model "$@") || say "it stays for now: the next plan shows it again"; }

# is_named HEX KEPT: a manifest of the engine's store, or a kept one that is not KEPT, names the blob.
is_named() {
  grep -rlF "$1" "$MANIFESTS" "$MODELS/manifests" 2>/dev/null | grep -qvxF "$2"
}

# retire_model MANIFEST SHORT BLOB...: tags first, so that no engine sees half of it; the manifest that tells its blobs last.
retire_model() {
  kept=$MANIFESTS/$1
  [ -f "$kept" ] || return 0
  [ ! -d "$MODELS/manifests" ] || find "$MODELS/manifests" -type f -exec cmp -s {} "$kept" \; -exec rm -f {} \;
  forget "$SNAPSHOTS/$2"
  shift 2
  for hex; do
    if is_named "$hex" "$kept"; then say "blob $hex stays: another model has it, too"; else rm -f "$MODELS/blobs/sha256-$hex"; fi
  done
  rm -f "$kept"
}
`;
