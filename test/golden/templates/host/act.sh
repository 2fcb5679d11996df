PATH=/usr/bin:/bin:/usr/sbin:/sbin
export PATH
LC_ALL=C
export LC_ALL
umask 022
set -eu
HOST_HOME=/opt/espalier
INCOMING=/opt/espalier/incoming
MANIFESTS=/opt/espalier/manifests
MODELS=/opt/espalier/models
SNAPSHOTS=/opt/espalier/snapshots
CURRENT=/opt/espalier/current
DRAIN_MAP=/opt/espalier/state/drain.map
DRAINED=/opt/espalier/state/drained
DRAINED_SERVERS=/opt/espalier/state/drained.servers
PROXY_SOCKET=/opt/espalier/run/haproxy.sock
LAUNCH_DAEMONS=/Library/LaunchDaemons
ETC=/etc
OWNER=/opt/espalier/owner
ADMISSION=/opt/espalier/admission
STANDBY=/opt/espalier/state/standby
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

# number_of RECORD KEY: of a record without that key dscl prints nothing on stdout, and ends with 0 (DSTools, PathItem.m).
number_of() { dscl . -read "$1" "$2" 2>/dev/null | sed -n "s/^$2: \([0-9][0-9]*\)$/\1/p"; }

users() { dscl . -list /Users UniqueID | awk '{ print $2 }'; }

# free_number: for an account and its group.
free_number() {
  taken=$(users; dscl . -list /Groups PrimaryGroupID | awk '{ print $2 }')
  number=400
  while printf '%s\n' "$taken" | grep -qx "$number"; do number=$((number + 1)); done
  [ "$number" -lt 500 ] || die "no free account number between 400 and 499"
  printf '%s\n' "$number"
}

# ensure_account NAME HOME: a hidden account with a UID below 500 and no shell; one that got a shell loses it. A record
# that was cut in the making is finished: its number comes last.
ensure_account() {
  id=$(number_of "/Users/$1" UniqueID)
  group=$(number_of "/Groups/$1" PrimaryGroupID)
  [ -n "$group" ] || group=$id
  [ -n "$group" ] || group=$(free_number)
  if [ -z "$id" ]; then
    ! users | grep -qx "$group" || die "the group $1 has the number $group, which is an account's: dscl . -delete /Groups/$1"
    id=$group
  fi
  dscl . -create "/Groups/$1"
  dscl . -create "/Groups/$1" PrimaryGroupID "$group"
  dscl . -create "/Users/$1"
  dscl . -create "/Users/$1" UserShell /usr/bin/false
  dscl . -create "/Users/$1" RealName "Espalier services"
  dscl . -create "/Users/$1" PrimaryGroupID "$group"
  dscl . -create "/Users/$1" NFSHomeDirectory "$2"
  dscl . -create "/Users/$1" IsHidden 1
  dscl . -create "/Users/$1" UniqueID "$id"
}

# forget_account NAME: the account and its group.
forget_account() {
  for record in "/Users/$1" "/Groups/$1"; do
    dscl . -read "$record" >/dev/null 2>&1 || continue
    dscl . -delete "$record"
  done
}

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

# make_key FILE: for root alone until it is in its place.
make_key() { rm -f "$1"; (umask 077; openssl ecparam -name prime256v1 -genkey -noout -out "$1") || die "openssl could not make a key"; }

# certify DIRECTORY NAME OWNER: a certificate for ten years that the host signs itself.
certify() {
  make_key "$1/key.next"
  openssl req -new -x509 -days 3650 -key "$1/key.next" -out "$1/signed.next" -config /dev/stdin 2>/dev/null <<CONFIG || die "openssl could not make a certificate"
[req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
CN = $2
[extensions]
subjectAltName = DNS:$2, DNS:localhost, IP:127.0.0.1
basicConstraints = CA:TRUE
CONFIG
  put_file "$1/cert.pem" 0644 <"$1/signed.next"
  install_certificate "$1" "$3"
}

# request_certificate DIRECTORY NAME: a new key, and the request that the authority of the pool signs.
request_certificate() {
  make_key "$1/key.next"
  openssl req -new -key "$1/key.next" -out "$1/request.next" -config /dev/stdin 2>/dev/null <<CONFIG || die "openssl could not make a request"
[req]
distinguished_name = name
prompt = no
[name]
CN = $2
CONFIG
  chmod 0644 "$1/request.next"
  rename "$1/request.next" "$1/request.pem"
}

# install_certificate DIRECTORY OWNER: signed.next and its key become host.pem, and the running proxy takes both over.
install_certificate() {
  [ "$(openssl x509 -in "$1/signed.next" -noout -pubkey)" = "$(openssl pkey -in "$1/key.next" -pubout)" ] ||
    die "the certificate is for another key than the one made here"
  (umask 077; cat "$1/signed.next" "$1/key.next" | write_new "$1/host.next")
  chown "$2" "$1/host.next"
  rename "$1/host.next" "$1/host.pem"
  rm -f "$1/key.next" "$1/signed.next" "$1/request.pem"
  sync_authority "$1/cert.pem"
  sync_certificate "$1/host.pem"
}

# trust_authorities DIRECTORY: trust.next says whose certificates are trusted; its own stays.
trust_authorities() {
  rename "$1/trust.next" "$1/cert.pem"
  sync_authority "$1/cert.pem"
}

# sync_authority FILE: whose client certificates the running proxy accepts, where it asks for any. A new worker reads them:
# told by "commit ssl ca-file", HAProxy 2.6 forgets that its certificate is in use, and ends when it is told once more.
sync_authority() {
  accepted=$(tell_proxy "show ssl ca-file $(proxy_word "$1")" | sed -n 's/^SHA1 FingerPrint: //p' | sort)
  [ -n "$accepted" ] || return 0
  [ "$accepted" = "$(fingerprints "$1" | sort)" ] || next_worker
}

# fingerprints FILE: the sha1 of each certificate in it, as HAProxy prints it.
fingerprints() {
  awk -v read="openssl x509 -noout -fingerprint -sha1" '
    /BEGIN CERTIFICATE/ { inside = 1 }
    inside { print | read }
    /END CERTIFICATE/ { close(read); inside = 0 }' "$1" | sed 's/.*=//' | tr -d :
}

# next_worker: it reads all files anew and takes over the sockets; the one before ends its streams.
next_worker() {
  before=$(worker)
  kill -USR2 "$(ps -o ppid= -p "$before" | tr -d ' ')" || die "the proxy could not be told to read its files anew"
  await_worker "$before" "the proxy"
}

# shown_certificate FILE: the sha1 of what the running proxy has of it; nothing when none runs.
shown_certificate() { tell_proxy "show ssl cert $(proxy_word "$1")" | sed -n 's/^SHA1 FingerPrint: //p'; }

# sync_certificate FILE: the running proxy shows it to whoever connects from now on; streams go on.
sync_certificate() {
  [ -n "$(shown_certificate "$1")" ] || { say "the proxy reads $1 when it starts"; return 0; }
  tell_proxy "set ssl cert $(proxy_word "$1") <<
$(cat "$1")
" >/dev/null
  tell_proxy "commit ssl cert $(proxy_word "$1")" >/dev/null
  wanted=$(openssl x509 -in "$1" -noout -fingerprint -sha1 | sed 's/.*=//' | tr -d :)
  [ "$(shown_certificate "$1")" = "$wanted" ] || die "the running proxy did not take the new certificate"
}

loaded() { launchctl print "system/$1" >/dev/null 2>&1; }

# await_gone LABEL: bootout returns before the job has ended.
await_gone() {
  tries=0
  while loaded "$1"; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] || die "$1 is still loaded 60 s after bootout"
    sleep 0.2
  done
}

# stop_service LABEL: 3 and 113 mean it was not loaded, 36 that it is on its way out.
stop_service() {
  code=0
  launchctl bootout "system/$1" 2>/dev/null || code=$?
  case $code in 0 | 3 | 36 | 113) ;; *) die "launchctl bootout system/$1 ended with $code" ;; esac
  await_gone "$1"
}

# bootstrap_service LABEL PLIST: enable comes first; 5 and 37 may mean that the old job is still ending.
bootstrap_service() {
  launchctl enable "system/$1"
  for pause in 1 2 3 4 0; do
    code=0
    launchctl bootstrap system "$2" || code=$?
    [ "$code" -ne 0 ] || return 0
    case $code in 5 | 37) sleep "$pause" ;; *) break ;; esac
  done
  die "launchctl bootstrap system $2 ended with $code; see: log show --last 5m --predicate 'process == \"launchd\"'"
}

# pid_of LABEL: the program that runs now.
pid_of() { launchctl print "system/$1" 2>/dev/null | sed -n 's/^	pid = //p'; }

# await_end PID LABEL: until then the old program may answer in the place of the new one.
await_end() {
  tries=0
  while [ -n "$1" ] && kill -0 "$1" 2>/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 400 ] || die "$2 still runs as $1 80 s after it was told to end"
    sleep 0.2
  done
}

# start_service LABEL WANTED_PLIST PLIST: an unchanged plist is never registered again.
start_service() {
  plutil -lint -s "$2" || die "$2 is no property list"
  if cmp -s "$2" "$3" && loaded "$1"; then
    before=$(pid_of "$1")
    launchctl kickstart -k "system/$1" || die "launchctl kickstart -k system/$1 failed"
    await_end "$before" "$1"
  else
    stop_service "$1"
    cp "$2" "$3.next"
    chown root:wheel "$3.next"
    chmod 0644 "$3.next"
    rename "$3.next" "$3"
    bootstrap_service "$1" "$3"
  fi
  rm -f "$(dirname "$(dirname "$2")")/restart/$1"
}

# retire_service LABEL PLIST: it ends, and launchd does not find it again.
retire_service() {
  stop_service "$1"
  rm -f "$2"
}

# retire_family PREFIX: every job of ours whose label begins so.
retire_family() {
  for plist in "$LAUNCH_DAEMONS/$1".*.plist; do
    [ ! -f "$plist" ] || retire_service "$(basename "$plist" .plist)" "$plist"
  done
}

# retire_services: every job that a release brought.
retire_services() { retire_family com.espalier; }

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

# in_memory PORT MODEL: Ollama lists it as loaded.
in_memory() { curl -fsS -m 5 "http://127.0.0.1:$1/api/ps" | tr -d ' \n' | grep -qF "\"name\":\"$2\","; }

# load_model PORT MODEL SECONDS LABEL: it has generated a token, all of it on the GPU, and it stays.
load_model() {
  await_first_token "$1" "$2" "$3" "$4" ollama
  refuse_cpu "$1" "$2" "$4"
}

# unload_model PORT MODEL: out of memory, when its last stream has ended; it stays on the disk.
unload_model() {
  end=$(($(date +%s) + 60))
  said=$(post "$1" /api/generate 60 "{\"model\":\"$2\",\"keep_alive\":0}")
  while in_memory "$1" "$2"; do
    [ "$(date +%s)" -lt "$end" ] || die "$2 is still in memory 60 s after it was told to go (the engine said: $said); a stream may hold it"
    sleep 0.2
  done
}

# let_go PORT MODEL: the same, and nobody's work is stopped for it.
let_go() { (unload_model "$@") || say "it stays for now: the next plan shows it again"; }

# is_named HEX KEPT: a manifest of the engine's store, or a kept one that is not KEPT, names the blob.
is_named() {
  grep -rlF "$1" "$MANIFESTS" "$MODELS/manifests" 2>/dev/null | grep -qvxF "$2"
}

# retire_model MANIFEST SHORT BLOB...: tags first, so that no engine sees half of it; the manifest that tells its blobs last.
retire_model() {
  kept=$MANIFESTS/$1
  [ -f "$kept" ] || return 0
  [ ! -d "$MODELS/manifests" ] || find "$MODELS/manifests" -type f -exec cmp -s {} "$kept" \; -exec rm -f {} \;
  forget "$SNAPSHOTS/$2"
  shift 2
  for hex; do
    if is_named "$hex" "$kept"; then say "blob $hex stays: another model has it, too"; else rm -f "$MODELS/blobs/sha256-$hex"; fi
  done
  rm -f "$kept"
}

within() { perl -e 'alarm shift; exec @ARGV' "$@"; }

# tell_proxy COMMAND: one line to HAProxy's stats socket; silent when no proxy runs. One that hangs counts as none: a
# restart mends it, so nothing may wait for it.
tell_proxy() {
  [ -S "$PROXY_SOCKET" ] || return 0
  printf '%s\n' "$1" | within 5 nc -U "$PROXY_SOCKET" 2>/dev/null || return 0
}

# proxy_word TEXT: one word of a command; the proxy splits at blanks.
proxy_word() { printf '%s' "$1" | sed 's/[\\ ]/\\&/g'; }

streams() { tell_proxy 'show stat' | awk -F, '$2 == "engine" || $2 == "standby" { sum += $5 } END { print sum + 0 }'; }

# close_doors KEY...: refuse new requests, but for those with one of these key ids, now and after any restart. A host that was
# cleaned has no doors.
close_doors() {
  [ -d "$(dirname "$DRAIN_MAP")" ] || return 0
  { echo 'all yes' && for key; do printf 'key:%s open\n' "$key"; done; } | renew "$DRAIN_MAP"
  map=$(proxy_word "$DRAIN_MAP")
  for key; do
    tell_proxy "del map $map key:$key" >/dev/null
    tell_proxy "add map $map key:$key open" >/dev/null
  done
  tell_proxy "set map $map all yes" >/dev/null
}

# run_dry SECONDS KEY...: close the doors and wait for the running streams to end; $left of them do not.
run_dry() {
  end=$(($(date +%s) + $1))
  shift
  close_doors "$@"
  while left=$(streams) && [ "$left" -gt 0 ] && [ "$(date +%s)" -lt "$end" ]; do sleep 0.2; done
}

# say_left SECONDS ONE MANY: what becomes of the streams that did not end.
say_left() {
  case $left in
    0) ;;
    1) say "1 stream still runs after $1 s$2" ;;
    *) say "$left streams still run after $1 s$3" ;;
  esac
}

# drain SECONDS KEY...: what still runs then goes on.
drain() {
  run_dry "$@"
  say_left "$1" '; a restart would cut it' '; a restart would cut them'
}

# drain_or_cut SECONDS KEY...: what still runs then is cut by what follows.
drain_or_cut() {
  run_dry "$@"
  say_left "$1" ' and will be cut' ' and will be cut'
}

# hold WHY: the doors are closed by somebody's word; no way back opens them.
hold() {
  printf '%s\n' "$1" | renew "$(dirname "$DRAIN_MAP")/held"
}

undrain() {
  rm -f "$(dirname "$DRAIN_MAP")/held"
  echo 'all no' | renew "$DRAIN_MAP"
  map=$(proxy_word "$DRAIN_MAP")
  tell_proxy "clear map $map" >/dev/null
  tell_proxy "add map $map all no" >/dev/null
}

# known_lanes RELEASE: the lanes that its proxy lets in.
known_lanes() { sed -n 's/.* if !{ var(txn.lane) -m str \([^}]*\) }.*/\1/p' "$1/haproxy.cfg" 2>/dev/null | head -n 1; }

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

# start_standby RELEASE LABEL: its job beside the one that serves. The tags of RELEASE come first; none of them moves, or it would not be asked.
start_standby() {
  restore_manifests "$1"
  start_service "$2" "$1/standby/$2.plist" "$LAUNCH_DAEMONS/$2.plist"
}

# engine_of LABEL: the engine that a job runs.
engine_of() { printf '%s' "$1" | sed 's/^com\.espalier\.//'; }

# stands_in ENGINE: its standby serves, also after a restart of the proxy.
stands_in() { [ -f "$STANDBY/$1.cfg" ]; }

# side_state ENGINE SIDE: how the running proxy has it; nothing when none runs.
side_state() { tell_proxy 'show stat' | awk -F, -v group="engine-$1" -v side="$2" '$1 == group && $2 == side { print $18 }'; }

# tell_side ENGINE NOW BEFORE: new requests go to NOW, those under way end where they are. A proxy that knows no NOW is about to start anew.
tell_side() {
  [ -n "$(side_state "$1" "$2")" ] || return 0
  tell_proxy "set server engine-$1/$2 state ready" >/dev/null
  tell_proxy "set server engine-$1/$3 state maint" >/dev/null
}

# await_side ENGINE SIDE SECONDS: the running proxy sends requests there.
await_side() {
  end=$(($(date +%s) + $3))
  while state=$(side_state "$1" "$2"); case $state in UP*) false ;; esac; do
    [ "$(date +%s)" -lt "$end" ] || die "the proxy does not send requests to the $2 of $1 (it says: $state)"
    sleep 0.2
  done
}

# serve_by_standby ENGINE...: the proxy hears of it before it is written down. Cut short in between, a host has its engine again when the proxy starts.
serve_by_standby() {
  for engine; do
    tell_side "$engine" standby engine
    word=$(printf '%s' "$engine" | tr - _)
    printf 'global\n    setenv ESPALIER_ENGINE_%s disabled\n    setenv ESPALIER_STANDBY_%s enabled\n' "$word" "$word" |
      put_file "$STANDBY/$engine.cfg" 0644
  done
}

# serve_by_engine ENGINE: the engine itself serves again.
serve_by_engine() {
  rm -f "$STANDBY/$1.cfg"
  tell_side "$1" engine standby
}

# standby_streams ENGINE: what still runs on its standby.
standby_streams() { tell_proxy 'show stat' | awk -F, -v group="engine-$1" '$1 == group && $2 == "standby" { sum += $5 } END { print sum + 0 }'; }

# standby_is_idle ENGINE SECONDS: the engine serves, and what ran on its standby has ended, or had its time.
standby_is_idle() {
  serve_by_engine "$1"
  end=$(($(date +%s) + $2))
  while left=$(standby_streams "$1") && [ "$left" -gt 0 ] && [ "$(date +%s)" -lt "$end" ]; do sleep 0.2; done
  say_left "$2" ' and will be cut' ' and will be cut'
}

# end_standby ENGINE SECONDS: and then it goes.
end_standby() {
  standby_is_idle "$@"
  retire_service "com.espalier.$1.standby" "$LAUNCH_DAEMONS/com.espalier.$1.standby.plist"
}

# owe_start RELEASE LABEL: until its job is started, RELEASE remembers that it runs what another release started.
owe_start() {
  mkdir -p "$1/restart"
  : >"$1/restart/$2"
}

# activate RELEASE LABEL...: flip the link, and let in the lanes of RELEASE; the services still run what they ran, and each LABEL is owed a start.
activate() {
  release=$1
  shift
  restore_manifests "$release"
  for label; do owe_start "$release" "$label"; done
  link_to "$release" "$CURRENT"
  fit_admission "$release"
}

# runs_already RELEASE ENGINE: it was not touched while its standby served, and its property list tells all that it is.
runs_already() {
  label=com.espalier.$2
  stands_in "$2" && [ ! -e "$1/restart/$label" ] && loaded "$label" && cmp -s "$1/launchd/$label.plist" "$LAUNCH_DAEMONS/$label.plist"
}

# activate_whole RELEASE: the same, every engine serves itself, and every job of RELEASE is owed a start that does not run already.
activate_whole() {
  for plist in "$1"/launchd/*.plist; do
    label=$(basename "$plist" .plist)
    runs_already "$1" "$(engine_of "$label")" || owe_start "$1" "$label"
  done
  activate "$1"
  for setup in "$STANDBY"/*.cfg; do
    [ ! -f "$setup" ] || serve_by_engine "$(basename "$setup" .cfg)"
  done
}

# start_release RELEASE: run exactly the jobs of this release; those that it owes a start begin anew.
start_release() {
  for plist in "$LAUNCH_DAEMONS"/com.espalier.*.plist; do
    [ -f "$plist" ] && [ ! -f "$1/launchd/$(basename "$plist")" ] || continue
    retire_service "$(basename "$plist" .plist)" "$plist"
  done
  for owed in "$1"/restart/*; do
    [ -e "$owed" ] || continue
    label=$(basename "$owed")
    start_service "$label" "$1/launchd/$label.plist" "$LAUNCH_DAEMONS/$label.plist"
  done
}

# activate_gateway RELEASE LABEL PROGRAM PROBE: flip the link, and owe LABEL a start; HAProxy reads all of it before.
activate_gateway() {
  said=$("$1/proxy/$3" -c -f "$4" -f "$1/haproxy.cfg" 2>&1) ||
    die "HAProxy refuses the configuration: $(printf '%s\n' "$said" | grep -v NOTICE | head -n 3 | tr '\n' ' ')"
  owe_start "$1" "$2"
  link_to "$1" "$CURRENT"
  fit_admission "$1"
}

# worker: the pid of the worker that serves; nothing when none does.
worker() { tell_proxy 'show info' | sed -n 's/^Pid: //p'; }

# reload_gateway LABEL WANTED_PLIST PLIST: a new worker takes over the sockets, the old one ends its streams. The program
# is looked up again through the link, so a new build takes over like a new configuration.
reload_gateway() {
  remember_hosts
  before=$(worker)
  if [ -z "$before" ] || ! cmp -s "$2" "$3" || ! loaded "$1"; then
    start_service "$@"
    await_worker "" "$1"
    return 0
  fi
  launchctl kill SIGUSR2 "system/$1" || die "launchctl kill SIGUSR2 system/$1 failed"
  await_worker "$before" "$1"
  rm -f "$(dirname "$(dirname "$2")")/restart/$1"
}

# await_worker BEFORE LABEL: another worker serves. It may have read which hosts are drained before the last word, so it is told.
await_worker() {
  end=$(($(date +%s) + 30))
  while now=$(worker); [ -z "$now" ] || [ "$now" = "$1" ]; do
    [ "$(date +%s)" -lt "$end" ] || die "no new worker of $2 within 30 s; what served before serves on"
    sleep 0.2
  done
  tell_servers ""
}

# group_hosts GROUP: HOST STATE CHECK of each host, as the gateway knows it; DRAIN where somebody said so, whatever its probe came to.
group_hosts() {
  tell_proxy 'show stat' | awk -F, -v group="$1" '$1 == group && $2 != "BACKEND" { print $2, $18, $37 }' |
    while read -r host state; do
      [ "$(word_of "$host")" = ready ] || state=DRAIN
      echo "$host $state"
    done
}

# await_hosts SECONDS GROUP...: each group has a host that generated a token for the gateway, or that somebody drained.
await_hosts() {
  end=$(($(date +%s) + $1))
  shift
  for group; do
    until group_hosts "$group" | grep -Eq '^[^ ]* (UP.* L7OK|DRAIN.*)$'; do
      [ "$(date +%s)" -lt "$end" ] || die "no host answers for $group: $(group_hosts "$group" | paste -sd , - | sed 's/,/, /g')"
      sleep 0.3
    done
  done
}

# retire_gateway LABEL PLIST SOCKET SECONDS: it takes no new client, its streams may end, then it goes.
retire_gateway() {
  (PROXY_SOCKET=$3; close_gateway "$4")
  retire_service "$1" "$2"
}

# close_gateway SECONDS
close_gateway() {
  tell_proxy 'shutdown frontend pool' >/dev/null
  end=$(($(date +%s) + $1))
  while [ "$(through)" -gt 0 ] && [ "$(date +%s)" -lt "$end" ]; do sleep 0.2; done
}

# through: requests on their way through the gateway.
through() { tell_proxy 'show stat' | awk -F, '$1 ~ /^(model|kept)-/ && $2 != "BACKEND" { sum += $5 } END { print sum + 0 }'; }

# gateway_host HOST WORD: drain: no new request goes there, what runs goes on; ready: the next one may. The mark is the word;
# the proxy that runs, and any that starts, follows it.
gateway_host() {
  mkdir -p "$DRAINED"
  if [ "$2" = drain ]; then : >"$DRAINED/$1"; else rm -f "$DRAINED/$1"; fi
  remember_hosts
  await_proxy 5
  tell_servers "$1"
}

# await_proxy SECONDS: one that is starting may have read the file before the last word, and has to hear it; one that is down
# will read it.
await_proxy() {
  end=$(($(date +%s) + $1))
  while [ -S "$PROXY_SOCKET" ] && [ -z "$(tell_proxy 'show info')" ] && [ "$(date +%s)" -lt "$end" ]; do sleep 0.2; done
}

# word_of HOST: what its mark stands for.
word_of() { if [ -f "$DRAINED/$1" ]; then echo drain; else echo ready; fi; }

# remember_hosts: a proxy that starts finds the marks in the file that it reads. Written until the two agree: whoever gave
# another word meanwhile may have been overtaken.
remember_hosts() {
  [ -f "$CURRENT/haproxy.cfg" ] || return 0
  until drained_servers | cmp -s - "$DRAINED_SERVERS"; do
    drained_servers | write_new "$DRAINED_SERVERS.$$" || die "$DRAINED_SERVERS cannot be written"
    rename "$DRAINED_SERVERS.$$" "$DRAINED_SERVERS" || die "$DRAINED_SERVERS cannot be renewed"
  done
}

# drained_servers: the marks as HAProxy's server-state file, version 1. Each such server is down until its probe finds it well (0),
# and drained by force (8); it keeps the weight of its configuration. Addresses are not taken from such a file, but ports are.
drained_servers() {
  echo 1
  awk '
    $1 == "backend" { group = $2 }
    $1 == "server" && group ~ /^model-/ { port = $3; sub(/.*:/, "", port); print group, $2, port }
  ' "$CURRENT/haproxy.cfg" | while read -r group host port; do
    [ "$(word_of "$host")" = ready ] || echo "0 $group 0 $host - 0 8 1 1 0 1 0 0 6 0 0 0 - $port -"
  done
}

# tell_servers HOST: the proxy that runs hears what the mark of each of its servers stands for, of all hosts when HOST is empty,
# and hears it again when that changed meanwhile. Backends that follow another one are told by it.
tell_servers() {
  tell_proxy 'show stat' |
    awk -F, -v host="$1" '$1 ~ /^model-/ && $2 != "BACKEND" && (host == "" || $2 == host) { print $2, $1 "/" $2 }' |
    while read -r host server; do
      until
        word=$(word_of "$host")
        tell_proxy "set server $server state $word" >/dev/null
        [ "$word" = "$(word_of "$host")" ]
      do :; done
    done
}

# attempt WHAT COMMAND...: quiet when it works.
attempt() {
  what=$1
  shift
  code=0
  said=$("$@" 2>&1) || code=$?
  [ "$code" -eq 0 ] || say "$what did not take ($1 ended with $code): $said"
}

# set_power NAME VALUE...: on every source of power.
set_power() { attempt power pmset -a "$@"; }

# quiet_spotlight VOLUME
quiet_spotlight() { attempt spotlight mdutil -i off "$1"; }

# exclude_from_backups PATH: an attribute of the folder, which needs no Full Disk Access.
exclude_from_backups() { attempt backups tmutil addexclusion "$1"; }

stop_backups() { attempt backups tmutil disable; }

# switch_off DOMAIN KEY
switch_off() { attempt updates defaults write "$1" "$2" -bool false; }

# boot_out TARGET: a job of others. launchd read its property list when it loaded it: moving that ends nothing. launchctl(1)
boot_out() {
  launchctl print "$1" >/dev/null 2>&1 || return 0
  attempt strangers launchctl bootout "$1"
}

# refusal PATH: the mark of what macOS did not let us move.
refusal() { printf '%s/aside/refused%s' "$HOST_HOME" "$(printf '%s' "$1" | tr / -)"; }

# set_aside PATH: out of the way of ours, not thrown away; then what runs from it ends. App Management may refuse it to root.
set_aside() {
  [ -e "$1" ] || return 0
  mkdir -p "$HOST_HOME/aside"
  attempt strangers rename "$1" "$HOST_HOME/aside/$(date +%s)-$(basename "$1")"
  if [ -e "$1" ]; then
    : | put_file "$(refusal "$1")" 0644
  else
    rm -f "$(refusal "$1")"
    pkill -f "^$1/" || :
  fi
}

# install_sudoers CANDIDATE FILE: only rules that visudo accepts ever reach sudo.
install_sudoers() {
  visudo -cf "$1" >/dev/null || die "visudo refuses $1; nothing was installed"
  mkdir -p "$(dirname "$2")"
  cp "$1" "$2.next"
  chown root:wheel "$2.next"
  chmod 0440 "$2.next"
  rename "$2.next" "$2"
}

# forget_file FILE
forget_file() { rm -f "$1"; }

# enable_job LABEL
enable_job() { attempt jobs launchctl enable "system/$1"; }

# set_gpu_memory MEBIBYTES
set_gpu_memory() { attempt gpuMemory sysctl "iogpu.wired_limit_mb=$1"; }

# admit_program TOOL PROGRAM: known to the firewall, and let in.
admit_program() {
  attempt firewall "$1" --add "$2"
  attempt firewall "$1" --unblockapp "$2"
}

# set_firewall TOOL SWITCH VALUE
set_firewall() { attempt firewall "$@"; }

# unprepare: jobs and rules of ours leave; settings of macOS stay as they are.
unprepare() {
  retire_family com.espalier-host
  rm -f "$ETC/newsyslog.d/espalier.conf" "$ETC/sudoers.d/espalier"
}
lock="$HOST_HOME/act.lock"
patience=15
mine="$HOST_HOME/act.lock.$$"
is_script() { ps -o command= -p "$1" 2>/dev/null | grep -q espalier-act; }
claim() { mkdir -p "$mine" && : >"$mine/owner.$$" && perl -e 'exit !rename $ARGV[0], $ARGV[1]' "$mine" "$lock"; }
owner_of() { ls "$lock" 2>/dev/null | sed -n 's/^owner\.\([0-9]*\)$/\1/p'; }
take_over() { mv "$lock/owner.$1" "$lock/owner.$$" 2>/dev/null; }
until claim; do
  owner=$(owner_of)
  [ "$owner" != $$ ] || break
  if [ -n "$owner" ] && ! is_script "$owner"; then
    take_over "$owner" && break
  elif [ "$patience" -eq 0 ]; then
    rm -rf "$mine"
    rmdir "$HOST_HOME" 2>/dev/null || :
    [ -n "$owner" ] || owner=unknown
    printf 'another act script (pid %s) is at work on this host\n' "$owner" >&2
    exit 75
  else
    patience=$((patience - 1))
    # An older Espalier wrote its pid there: without it the folder is empty, and free.
    [ -n "$owner" ] || is_script "$(cat "$lock/pid" 2>/dev/null)" || rm -f "$lock/pid"
    sleep 1
  fi
done
rm -rf "$mine"

heart() {
  trap '' PIPE
  while sleep 1 >/dev/null && kill -0 $$; do printf '@@ beat\n' || break; done
  kill -s TERM -- -$$ || kill -s TERM $$
}
heart 2>/dev/null </dev/null &
heart=$!
trap 'kill "$heart" 2>/dev/null || :; rm -f "$lock/owner.$$"; rmdir "$lock" "$HOST_HOME" 2>/dev/null || :' EXIT
trap 'exit 129' HUP INT TERM PIPE

step() {
  number=$1
  shift
  printf '@@ %s start\n' "$number"
  set +e
  (set -e; "$@")
  code=$?
  set -e
  [ "$code" -eq 0 ] || { printf '@@ %s failed %s\n' "$number" "$code"; exit 70; }
  printf '@@ %s done\n' "$number"
}
ours=' orchard '
for owner in $(sed -n 's/^pool //p' "$OWNER" 2>/dev/null); do
  case $ours in
    *" $owner "*) ;;
    *) printf 'this Mac belongs to the pool %s\n' "$owner" >&2; exit 77 ;;
  esac
done
step 0 ensure_account _espalier /opt/espalier </dev/null
step 1 put_file /opt/espalier/releases/pool/0123456789ab/keys.map 0644 <<'end-7c6d14f36e5b'
abc interactive:web-1:O'Brien
end-7c6d14f36e5b
step 2 activate /opt/espalier/releases/pool/0123456789ab </dev/null
