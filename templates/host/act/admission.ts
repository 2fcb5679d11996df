import { KNOWN_LANES } from "../../../src/model/known-lanes.ts";

/** Keys and limits of lanes: told to the running proxy, whose streams go on. */
export const ADMISSION = `
# known_lanes RELEASE: the lanes that its proxy lets in.
known_lanes() { sed -n '${KNOWN_LANES}' "$1/haproxy.cfg" 2>/dev/null | head -n 1; }

# fit_admission RELEASE: what of the wanted admission RELEASE can let in; it keeps a copy, which it finds again with a way back.
fit_admission() {
  [ -d "$ADMISSION/wanted" ] || return 0
  lanes=" $(known_lanes "$1") "
  for wanted in "$ADMISSION"/wanted/*; do
    [ ! -f "$wanted" ] || fit_file "$1" "$(basename "$wanted")" "$lanes"
  done
}

# fit_file RELEASE NAME LANES: of part 1, which was let in before, and part 2, which is wanted. A key that moves to a lane which RELEASE does
# not know keeps the lane that it had, with what is said of it now; a lane that only RELEASE knows keeps its numbers.
fit_file() {
  before=$1/admitted/$2
  [ -f "$before" ] || before=$ADMISSION/$2
  [ -f "$before" ] || before=/dev/null
  known=$3
  [ "$2" != lanes.cfg ] || known=$(printf '%s' "$3" | tr - _)
  fit=$HOST_HOME/incoming/$2
  awk -v lanes="$known" -v kind="$2" '
    function known(lane) { return index(lanes, " " lane " ") > 0 }
    function of(word) { return substr(word, 1, index(word, ":") - 1) }
    kind == "keys.map" {
      lane = of($2)
      if (part == 1) { if (known(lane)) before[$1] = lane }
      else if (known(lane) || !($1 in before)) print
      else print $1 " " before[$1] substr($0, index($0, " ") + index($2, ":"))
      next
    }
    { word = kind == "lanes.map" ? $1 : $2 }
    { lane = kind == "lanes.map" ? of(word) : substr(word, length("ESPALIER_STREAMS_") + 1) }
    part == 1 { if (known(lane)) kept[word] = $0; next }
    { delete kept[word]; print }
    END { for (line in kept) print kept[line] }
  ' part=1 "$before" part=2 "$ADMISSION/wanted/$2" >"$fit" ||
    die "what the release lets in of $2 could not be told"
  [ "$2" = lanes.cfg ] || sort -o "$fit" "$fit"
  put_file "$ADMISSION/$2" 0644 <"$fit"
  [ ! -d "$1" ] || put_file "$1/admitted/$2" 0644 <"$fit"
  rm -f "$fit"
}

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
