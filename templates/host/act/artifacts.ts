/** Artifacts: unpacked beside, named when whole. */
export const ARTIFACTS = `
# bare_tar ARGUMENT...: bsdtar takes owners, setuid bits, ACLs and flags from the archive when root unpacks it. bsdtar(1)
bare_tar() { tar --no-same-owner --no-same-permissions "$@"; }

# unpack FILE FORMAT STRIP DIRECTORY
unpack() {
  case $2 in
    tgz) bare_tar -xzf "$1" --strip-components "$3" -C "$4" ;;
    tar.xz) bare_tar -xJf "$1" --strip-components "$3" -C "$4" ;;
    zip) bare_tar -xf "$1" --strip-components "$3" -C "$4" ;;
    binary) cp "$1" "$4/" ;;
    *) die "unknown archive format $2" ;;
  esac
}

# own_unpacked DIRECTORY: only root may change what root starts. -h: a link itself, not what it names.
own_unpacked() {
  chown -Rh root:wheel "$1"
  chmod -R ug-s,go-w "$1"
}

# install_artifact DIRECTORY SHA256 FORMAT STRIP PROGRAM SOURCE: SOURCE is an address or a file that was sent.
install_artifact() {
  [ -d "$1" ] && return 0
  part="$INCOMING/$2"
  case $6 in
    http://* | https://*) [ -f "$part" ] && [ "$(sha256_of "$part")" = "$2" ] || download "$6" "$part" ;;
    *) [ -f "$6" ] || die "$6 did not arrive"; mv -f "$6" "$part" ;;
  esac
  verified "$part" "$2" "$6"
  rm -rf "$1.next"
  mkdir -p "$1.next"
  unpack "$part" "$3" "$4" "$1.next"
  [ "$3" != binary ] || mv "$1.next/$2" "$1.next/$5"
  [ -f "$1.next/$5" ] || die "$6 holds no $5"
  chmod 0755 "$1.next/$5"
  own_unpacked "$1.next"
  rename "$1.next" "$1"
  rm -f "$part"
}

# admit_signature PROGRAM REQUIREMENT: codesign ends with 3 for a good signature of somebody else.
admit_signature() {
  code=0
  codesign --verify --strict "-R=$2" "$1" || code=$?
  case $code in
    0) return 0 ;;
    3) die "$1 is signed, but not by whom the catalogue says ($2); nothing starts it" ;;
    *) die "the signature of $1 is broken or missing (codesign exit $code); nothing starts it" ;;
  esac
}

# release_quarantine DIRECTORY PROGRAM: its bytes are the pinned ones, so nobody has to be asked before they start. -s: the
# links themselves; without it one that leads nowhere is an error, and others are followed (file_cmds, xattr.c).
release_quarantine() {
  xattr -drs com.apple.quarantine "$1" || say "xattr ended with $?"
  ! xattr -p com.apple.quarantine "$1/$2" >/dev/null 2>&1 || die "macOS keeps $1/$2 in quarantine"
}
`;
