/** Models by digest: manifest first, then blobs, then the tag. */
export const MODELS = `
# admit_manifest URL SHA256 KEPT: the registry must still serve the pinned manifest.
admit_manifest() {
  [ -f "$3" ] && [ "$(sha256_of "$3")" = "$2" ] && return 0
  rm -f "$3.next"
  fetch_url -H 'Accept: application/vnd.docker.distribution.manifest.v2+json' -o "$3.next" "$1" >/dev/null ||
    die "cannot read the manifest $1"
  saw=$(sha256_of "$3.next")
  if [ "$saw" != "$2" ]; then
    rm -f "$3.next"
    die "$1 now has digest sha256:$saw, the lock pins sha256:$2: the tag moved after 'espalier pin'; nothing was changed"
  fi
  rename "$3.next" "$3"
}

# admit_blob URL SHA256 FILE BYTES SEED: a file of another size is fetched anew; SEED is what another host has given.
admit_blob() {
  [ -f "$3" ] && [ "$(wc -c <"$3")" -eq "$4" ] && return 0
  if [ -f "$5" ]; then
    if [ "$(sha256_of "$5")" = "$2" ]; then
      mv "$5" "$3-partial"
      chmod 0644 "$3-partial"
      rename "$3-partial" "$3"
      return 0
    fi
    rm -f "$5"
    echo "the blob that another host gave is not the pinned one: it is fetched from $1"
  fi
  download "$1" "$3-partial"
  verified "$3-partial" "$2" "$1"
  rename "$3-partial" "$3"
}

# readmit_blob URL SHA256 FILE BYTES: a file whose bytes are others is fetched anew, once, whoever shares it.
readmit_blob() {
  [ "$(sha256_of "$3")" = "$2" ] || rm -f "$3"
  admit_blob "$@"
}

# install_manifest KEPT FILE: let the engine see the model; the blobs are there already.
install_manifest() {
  mkdir -p "$(dirname "$2")"
  renew "$2" <"$1"
}

# link_snapshot LIST BLOBS DIRECTORY: files of a hub under their own names, each a link to its blob.
link_snapshot() {
  [ -d "$3" ] && return 0
  rm -rf "$3.next"
  while read -r hex path; do
    [ -f "$2/sha256-$hex" ] || die "$2/sha256-$hex is missing, of which $path of $3 is made"
    mkdir -p "$(dirname "$3.next/$path")"
    ln -s "$2/sha256-$hex" "$3.next/$path"
  done <"$1"
  rename "$3.next" "$3"
}

# restore_manifests RELEASE: the tags of this release, from the copies kept by digest.
restore_manifests() {
  while read -r hex path; do
    cmp -s "$MANIFESTS/$hex" "$MODELS/manifests/$path" || install_manifest "$MANIFESTS/$hex" "$MODELS/manifests/$path"
  done <"$1/models.list"
}
`;
