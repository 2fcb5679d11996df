/** Health: a generated token, a page that answers. */
export const HEALTH = String.raw`
# await_first_token PORT MODEL SECONDS LABEL API: one generated token is health; an open port or a list of models is not.
await_first_token() {
  end=$(($(date +%s) + $3))
  case $5 in
    openai) page=/v1/completions body="{\"model\":\"$2\",\"prompt\":\"ping\",\"stream\":false,\"max_tokens\":1}" ;;
    *) page=/api/generate body="{\"model\":\"$2\",\"prompt\":\"ping\",\"stream\":false,\"keep_alive\":-1,\"options\":{\"num_predict\":1}}" ;;
  esac
  while :; do
    left=$((end - $(date +%s)))
    [ "$left" -gt 0 ] || break
    curl -fsS -m "$left" -o /dev/null -H 'content-type: application/json' -d "$body" "http://127.0.0.1:$1$page" 2>/dev/null && return 0
    sleep 0.3
  done
  runs=$(launchctl print "system/$4" 2>/dev/null | sed -n -e 's/^	state = //p' -e 's/^	runs = /runs /p' -e 's/^	last exit code = /last exit code /p' | tr '\n' ' ')
  die "$4 generated no token within $3 s (launchd: $runs)"
}

# await_page ADDRESS SECONDS WHAT
await_page() {
  end=$(($(date +%s) + $2))
  until curl -fsS -m 2 -o /dev/null "$1" 2>/dev/null; do
    [ "$(date +%s)" -lt "$end" ] || die "$3 did not answer on $1 within $2 s"
    sleep 0.2
  done
}

# await_release RELEASE: every model has generated a token and the proxy answers.
await_release() {
  while read -r kind where what seconds label api; do
    case $kind in
      token) await_first_token "$where" "$what" "$seconds" "$label" "$api" ;;
      page) await_page "$where" "$seconds" "$label" ;;
    esac
  done <"$1/health.list"
}
`;
