/** Files and links: written whole or not at all. */
export const FILES = String.raw`
say() { printf '%s\n' "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }
sha256_of() { shasum -a 256 "$1" | cut -d ' ' -f 1; }

# rename(2) itself: mv would move into a directory that a symlink names.
rename() { perl -e 'rename($ARGV[0], $ARGV[1]) or die "rename $ARGV[0] to $ARGV[1]: $!\n"' "$1" "$2"; }

# link_to TARGET LINK: point LINK at TARGET in one atomic move.
link_to() {
  [ "$(readlink "$2" 2>/dev/null)" = "$1" ] && return 0
  rm -f "$2.next"
  ln -s "$1" "$2.next"
  rename "$2.next" "$2"
}

# write_new FILE: stdin becomes a new file: never through a link, nor into a file, that lies there already.
write_new() { rm -f "$1" && (set -C; cat >"$1"); }

# renew FILE: stdin becomes it, all of it or nothing. No mode is set by name: the folder may be one where others write.
renew() { write_new "$1.next" && rename "$1.next" "$1"; }

# put_file PATH MODE: the same with a mode, in a folder that is made where it is missing.
put_file() {
  mkdir -p "$(dirname "$1")"
  write_new "$1.next"
  chmod "$2" "$1.next"
  rename "$1.next" "$1"
}

# ensure_directory PATH OWNER MODE: a link that somebody else laid there is no directory of ours.
ensure_directory() {
  [ ! -L "$1" ] || [ -n "$(find "$1" -prune -user root)" ] || rm -f "$1"
  mkdir -p "$1"
  chown "$2" "$1"
  chmod "$3" "$1"
}

# forget PATH: remove a link or directory of ours.
forget() { rm -rf "$1"; }

# forget_home: remove everything but the lock that this script holds.
forget_home() { find "$HOST_HOME" -mindepth 1 -maxdepth 1 ! -name act.lock -exec rm -rf {} +; }
`;
