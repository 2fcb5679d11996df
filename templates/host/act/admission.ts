/** Keys and limits of lanes: told to the running proxy, whose streams go on. */
export const ADMISSION = String.raw`
# knows_map FILE: an older release kept its keys itself, and a proxy that does not run reads the file when it starts.
knows_map() {
  case $(tell_proxy 'show map') in *"($1)"*) return 0 ;; esac
  return 1
}

# map_lines FILE: what the running proxy has of it, sorted.
map_lines() { tell_proxy "show map $(proxy_word "$1")" | sed -n 's/^0x[0-9a-f]* //p' | sort; }

# sync_map FILE: the running proxy takes over all of it at once, or nothing.
sync_map() {
  knows_map "$1" || { say "the proxy reads $1 when it starts"; return 0; }
  name=$(proxy_word "$1")
  version=$(tell_proxy "prepare map $name" | sed -n 's/^New version created: //p')
  [ -n "$version" ] || die "the proxy does not take a new version of $1"
  tell_proxy "add map @$version $name <<
$(cat "$1")
" >/dev/null
  tell_proxy "commit map @$version $name" >/dev/null
  [ "$(map_lines "$1")" = "$(sort "$1")" ] || die "the running proxy holds other lines than $1"
}

# gate_streams LANE: how many the running proxy lets through at once; nothing when it has no such lane.
gate_streams() { tell_proxy 'show stat' | awk -F, -v lane="lane-$1" '$1 == lane && $2 == "gate" { print $7 }'; }

# sync_streams LANES_MAP: what runs already goes on, also above a smaller limit. A lane it lacks comes with its release.
sync_streams() {
  sed -n 's/^\([^:]*\):streams /\1 /p' "$1" | while read -r lane count; do
    [ -n "$(gate_streams "$lane")" ] || continue
    tell_proxy "set maxconn server lane-$lane/gate $count" >/dev/null
    [ "$(gate_streams "$lane")" = "$count" ] || die "the running proxy did not take $count streams for lane $lane"
  done
}
`;
