/** Bytes from elsewhere: resumed, verified before use. */
export const DOWNLOADS = `
# fetch_url ARGUMENT...: a server that says nothing for a minute is given up. Prints the last status.
fetch_url() { curl -fsSL --connect-timeout 10 --retry 2 --speed-limit 1024 --speed-time 60 -w '%{http_code}' "$@"; }

# download URL FILE: bytes of an http(s) address; goes on where an earlier run was cut off.
download() {
  code=0
  status=$(fetch_url -C - -o "$2" "$1") || code=$?
  # 33: the server cannot resume; 416: it has nothing beyond what is here, and curl does not take that for whole.
  case "$code $status" in
    '33 '* | '22 416')
      code=0
      rm -f "$2"
      fetch_url -o "$2" "$1" >/dev/null || code=$?
      ;;
  esac
  case $code in
    0) return 0 ;;
    23)
      rm -f "$2"
      die "cannot write $2: is the disk full?"
      ;;
    *) die "cannot download $1 (curl exit $code)" ;;
  esac
}

# verified FILE SHA256 WHAT: keep FILE only when its bytes are the pinned ones.
verified() {
  saw=$(sha256_of "$1")
  [ "$saw" = "$2" ] && return 0
  rm -f "$1"
  die "$3 has sha256 $saw, the lock pins $2: the source changed after 'espalier pin'; nothing was installed"
}
`;
