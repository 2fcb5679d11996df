/** Health: a generated token, all of the model on the GPU, a page that answers. */
export const HEALTH = String.raw`
# post PORT PAGE SECONDS BODY: what is answered, without blanks.
post() {
  curl -sS -m "$3" -H 'content-type: application/json' -d "$4" "http://127.0.0.1:$1$2" 2>/dev/null | tr -d ' \n'
}

# first_token PORT MODEL SECONDS API: true when one was generated; of a model that embeds, a vector, and Ollama tells which do.
first_token() {
  case $4 in
    openai-vector) said=$(post "$1" /v1/embeddings "$3" "{\"model\":\"$2\",\"input\":\"ping\"}") ;;
    openai) said=$(post "$1" /v1/completions "$3" "{\"model\":\"$2\",\"prompt\":\"ping\",\"stream\":false,\"max_tokens\":1}") ;;
    *) said=$(post "$1" /api/generate "$3" "{\"model\":\"$2\",\"prompt\":\"ping\",\"stream\":false,\"keep_alive\":-1,\"options\":{\"num_predict\":1}}") ;;
  esac
  case $said in *doesnotsupportgenerate*) said=$(post "$1" /api/embed "$3" "{\"model\":\"$2\",\"input\":\"ping\",\"keep_alive\":-1}") ;; esac
  case $said in *'"completion_tokens":'[1-9]* | *'"eval_count":'[1-9]* | *'"embeddings":[['[-0-9]* | *'"embedding":['[-0-9]*) return 0 ;; esac
  return 1
}

# log_of LABEL: the file in which launchd keeps what it says.
log_of() { launchctl print "system/$1" 2>/dev/null | sed -n 's/^	stderr path = //p'; }

# log_length LABEL: bytes, as a whole number.
log_length() {
  log=$(log_of "$1")
  if [ -f "$log" ]; then echo $(($(wc -c <"$log"))); else echo 0; fi
}

# condition LABEL BYTES: how launchd sees it, and the first fault that its log tells behind so many bytes; later ones are echoes of it.
condition() {
  runs=$(launchctl print "system/$1" 2>/dev/null | sed -n -e 's/^	state = //p' -e 's/^	runs = /runs /p' -e 's/^	last exit code = /last exit code /p' | paste -sd ' ' -)
  fault=$(tail -c "+$(($2 + 1))" "$(log_of "$1")" 2>/dev/null | grep -aiE 'alert|error|fatal|panic|cannot|failed' | head -n 1 | cut -c 1-300)
  [ -z "$fault" ] || fault="; its log: $fault"
  printf 'launchd: %s%s' "$runs" "$fault"
}

# await_first_token PORT MODEL SECONDS LABEL API: one generated token (or one vector) is health; an open port, a list of models or 200 is not.
await_first_token() {
  end=$(($(date +%s) + $3))
  told=$(log_length "$4")
  while :; do
    left=$((end - $(date +%s)))
    [ "$left" -gt 0 ] || break
    first_token "$1" "$2" "$left" "$5" && return 0
    sleep 0.3
  done
  case $5 in openai-vector) deed='gave no vector' ;; *) deed='generated no token' ;; esac
  die "$4 $deed within $3 s ($(condition "$4" "$told"))"
}

# gpu_part PORT MODEL: its bytes and those of them on the GPU, as Ollama tells of a model in memory.
gpu_part() {
  curl -fsS -m 5 "http://127.0.0.1:$1/api/ps" | tr -d ' \n' | tr '{' '\n' | awk -v name="\"name\":\"$2\"," '
    index($0, name) == 1 { mine = match($0, /"size":[0-9]+/); size = substr($0, RSTART + 7, RLENGTH - 7) }
    mine && match($0, /"size_vram":[0-9]+/) { print size, substr($0, RSTART + 12, RLENGTH - 12); exit }'
}

# refuse_cpu PORT MODEL LABEL: what is computed on the CPU is slow and says nothing of it.
refuse_cpu() {
  part=$(gpu_part "$1" "$2")
  [ "$part" != "$(printf '%s\n' "$part" | awk '{ print $1, $1 }')" ] || return 0
  device=$(grep 'msg="inference compute"' "$(log_of "$3")" 2>/dev/null | tail -n 1 | sed 's/.*\(library=[^ ]*\).*/\1/')
  die "$3 holds $2 only in part on the GPU (bytes, and those on the GPU: $part; its log: $device); lower parallel or contextLength, or raise gpuMemory"
}

# await_page ADDRESS SECONDS LABEL
await_page() {
  end=$(($(date +%s) + $2))
  told=$(log_length "$3")
  until curl -fsS -m 2 -o /dev/null "$1" 2>/dev/null; do
    [ "$(date +%s)" -lt "$end" ] || die "$3 did not answer on $1 within $2 s ($(condition "$3" "$told"))"
    sleep 0.2
  done
}

# await_model PORT MODEL SECONDS LABEL API: it has given a token or a vector, where it shall be computed.
await_model() {
  await_first_token "$@"
  [ "$5" != ollama ] || refuse_cpu "$1" "$2" "$4"
}

# await_engine RELEASE ENGINE JOB: every model of ENGINE has, where JOB listens: the engine itself or its standby.
await_engine() {
  while read -r kind where what seconds label api standby; do
    [ "$kind $label" = "token com.espalier.$2" ] || continue
    [ "$3" = "$2" ] || where=$standby
    await_model "$where" "$what" "$seconds" "com.espalier.$3" "$api"
  done <"$1/health.list"
}

# await_release RELEASE: every model has, where its engine serves, and the proxy answers and sends requests there.
await_release() {
  while read -r kind where what seconds label api standby; do
    case $kind in
      token)
        if stands_in "$(engine_of "$label")"; then where=$standby label=$label.standby; fi
        await_model "$where" "$what" "$seconds" "$label" "$api"
        ;;
      page) await_page "$where" "$seconds" "$label" ;;
    esac
  done <"$1/health.list"
  for setup in "$STANDBY"/*.cfg; do
    [ ! -f "$setup" ] || await_side "$(basename "$setup" .cfg)" standby 30
  done
}
`;
