/** Keys and limits of lanes: told to the running proxy, whose streams go on. */
export const ADMISSION = `
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

# running_limit BACKEND/SERVER: how many the running proxy lets through at once; nothing when it has no such server.
running_limit() { tell_proxy 'show stat' | awk -F, -v server="$1" '$1 "/" $2 == server { print $7 }'; }

# set_running BACKEND/SERVER COUNT: what runs already goes on, also above a smaller limit.
set_running() {
  tell_proxy "set maxconn server $1 $2" >/dev/null
  [ "$(running_limit "$1")" = "$2" ] || die "the running proxy did not take $2 at once for $1"
}
`;
