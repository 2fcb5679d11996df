/** What the probes of a gateway say of one host. */
export const GATEWAY_PROBES = `
# probes_of HOST: one line for each model that is asked of it: the backend, UP or another state, and what the last probe came to.
probes_of() {
  tell_proxy 'show stat' | awk -F, -v host="$1" '
    NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i }
    $2 == host && $1 ~ /^model-/ {
      code = $column["check_code"]
      print $1, $column["status"], "(" $column["check_desc"] (code == "" ? "" : " " code) ")"
    }'
}

# await_probes HOST SECONDS: until the probes have what they ask for. Prints which still fail then, absent where the gateway has
# no such host, and nothing when all is well.
await_probes() {
  end=$(($(date +%s) + $2))
  while :; do
    failing=$(probes_of "$1" | awk '$2 !~ /^UP/ { print } END { if (NR == 0) print "absent" }')
    case $failing in '' | absent) break ;; esac
    [ "$(date +%s)" -lt "$end" ] || break
    sleep 0.5
  done
  echo "$failing"
}
`;
