PATH=/usr/bin:/bin:/usr/sbin:/sbin
export PATH
LC_ALL=C
export LC_ALL
umask 022
within() { perl -e 'alarm shift; exec @ARGV' "$@"; }
printf '@@ os\n'
(
sw_vers
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ hardware\n'
(
sysctl hw.memsize machdep.cpu.brand_string kern.bootsessionuuid iogpu.wired_limit_mb
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ disk\n'
(
df -k '/opt/espalier' || df -k '/'
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ account\n'
(
dscl . -read /Users/_espalier UniqueID UserShell IsHidden
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ owner\n'
(
cat '/opt/espalier/owner'
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ directories\n'
(
owned() {
  [ "$(stat -L -f '%Su:%Sg %Mp%Lp' "$1")" = "$2 $3" ] && [ -z "$(find "$1" -prune -type l ! -user root)" ] && printf '%s\n' "$1"
}
owned '/opt/espalier' root:wheel 0755
owned '/opt/espalier/incoming' root:wheel 0755
owned '/opt/espalier/manifests' root:wheel 0755
owned '/opt/espalier/snapshots' root:wheel 0755
owned '/opt/espalier/admission' root:wheel 0755
owned '/opt/espalier/admission/wanted' root:wheel 0755
owned '/opt/espalier/releases' root:wheel 0755
owned '/opt/espalier/releases/pool' root:wheel 0755
owned '/opt/espalier/evidence' root:wheel 0755
[ -e '/Library/LaunchDaemons' ] && printf '%s\n' '/Library/LaunchDaemons'
owned '/opt/espalier/state' root:_espalier 1775
owned '/opt/espalier/state/standby' root:wheel 0755
owned '/opt/espalier/run' _espalier:_espalier 0755
owned '/opt/espalier/models' root:_espalier 1775
owned '/opt/espalier/models/blobs' root:wheel 0755
owned '/opt/espalier/models/manifests' root:wheel 0755
owned '/opt/espalier/tls' root:wheel 0755
owned '/var/log/espalier' root:_espalier 1775
owned '/var/log/espalier/archive' root:wheel 0755
[ -e '/opt/espalier-gateway' ] && printf '%s\n' '/opt/espalier-gateway'
true
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ admitted\n'
(
[ -S '/opt/espalier/run/haproxy.sock' ] || exit 1
ask() { printf '%s\n' "$1" | within 5 nc -U '/opt/espalier/run/haproxy.sock'; }
known=$(ask 'show map')
for m in '/opt/espalier/admission/keys.map' '/opt/espalier/admission/lanes.map'; do
  case $known in *"($m)"*) ;; *) continue ;; esac
  name=$(printf '%s' "$m" | sed 's/[\\ ]/\\&/g')
  sum=$(ask "show map $name" | sed -n 's/^0x[0-9a-f]* //p' | sort | shasum -a 256 | cut -d ' ' -f 1)
  printf 'map %s %s\n' "$sum" "$m"
done
ask 'show stat' | awk -F, '$2 == "gate" { sub(/^lane-/, "", $1); print "streams", $7, $1 }
  $2 ~ /^(engine|standby)$/ && $18 !~ /^MAINT/ && sub(/^engine-/, "", $1) { print "slots", $7, $1 }'
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ known-lanes\n'
(
sed -n 's/.* if !{ var(txn.lane) -m str \([^}]*\) }.*/\1/p' '/opt/espalier/current/haproxy.cfg' | head -n 1
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ certificate\n'
(
[ -f '/opt/espalier/tls/host.pem' ] || exit 1
date +%s
[ ! -f '/opt/espalier/tls/cert.pem' ] || printf 'trust %s\n' "$(shasum -a 256 <'/opt/espalier/tls/cert.pem' | cut -d ' ' -f 1)"
file=$(printf '%s' '/opt/espalier/tls/host.pem' | sed 's/[\\ ]/\\&/g')
[ ! -S '/opt/espalier/run/haproxy.sock' ] || printf 'show ssl cert %s\n' "$file" | within 5 nc -U '/opt/espalier/run/haproxy.sock' | sed -n 's/^SHA1 FingerPrint: //p'
sed -n '/-----BEGIN CERTIFICATE-----/,/-----END CERTIFICATE-----/p' '/opt/espalier/tls/host.pem'
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ unpacked\n'
(
cd '/opt/espalier/releases' && for d in */*; do [ -d "$d" ] && printf '%s\n' "$d"; done; true
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ loose\n'
(
cd '/opt/espalier/releases' && for d in */*; do [ -z "$(find "$d" \( ! -user "$(id -u)" -o ! -type l \( -perm -4000 -o -perm -2000 -o -perm -0020 -o -perm -0002 \) \) | head -n 1)" ] || printf '%s\n' "$d"; done; true
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ links\n'
(
for l in '/opt/espalier/current' '/opt/espalier/good' '/opt/espalier/previous'; do t=$(readlink "$l"); printf '%s\n' "${t##*/}"; done
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ release-links\n'
(
ls -l '/opt/espalier/releases/pool/0123456789ab'
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ current-manifest\n'
(
cat '/opt/espalier/current/release.json'
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ qualification\n'
(
cat '/opt/espalier/good/qualification.json'
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ previous-qualification\n'
(
cat '/opt/espalier/previous/qualification.json'
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ standby\n'
(
for f in '/opt/espalier/state/standby'/*.cfg; do [ ! -f "$f" ] || basename "$f" .cfg; done
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ drained\n'
(
cat '/opt/espalier/state/drain.map'
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ marks\n'
(
for f in '/opt/espalier/current/restart'/* '/opt/espalier/state/held'; do [ -e "$f" ] && printf '%s\n' "$f"; done; cat '/opt/espalier/state/held'; true
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ sums\n'
(
find '/opt/espalier/releases/pool/0123456789ab' '/opt/espalier/models/manifests' '/Library/LaunchDaemons/com.espalier.ollama.plist' '/Library/LaunchDaemons/com.espalier.haproxy.plist' '/etc/sudoers.d/espalier' -type f -exec shasum -a 256 {} +
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ service:com.espalier.ollama\n'
(
launchctl print 'system/com.espalier.ollama'
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ service:com.espalier.haproxy\n'
(
launchctl print 'system/com.espalier.haproxy'
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ installed-jobs\n'
(
for p in '/Library/LaunchDaemons'/com.espalier.*.plist; do [ ! -f "$p" ] || basename "$p" .plist; done
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ way-back\n'
(
cd '/opt/espalier/previous/launchd' || exit 1
same() { cmp -s '/opt/espalier/previous'/"$1" '/opt/espalier/current'/"$1"; }
like() { diff -r '/opt/espalier/previous'/"$1" '/opt/espalier/current'/"$1" >/dev/null; }
reads() { same haproxy.cfg && same models.map && [ "$(readlink '/opt/espalier/previous/proxy')" = "$(readlink '/opt/espalier/current/proxy')" ]; }
job() {
  cmp -s "$1.plist" '/Library/LaunchDaemons'/"$1.plist" || return 1
  [ "$1" != com.espalier.haproxy ] || reads || return 1
  e=engines/$(basename "$1" | sed 's/^com\.espalier\.//')
  [ ! -d '/opt/espalier/previous'/"$e" ] || like "$e"
}
for p in *.plist; do l=$(basename "$p" .plist); job "$l" || echo "changes $l"; done
for p in '/Library/LaunchDaemons'/com.espalier.*.plist; do l=$(basename "$p" .plist); [ -f "$l.plist" ] || echo "changes $l"; done
same models.list || echo 'changes models'
for p in ../standby/*.plist; do [ ! -f "$p" ] || basename "$p" .standby.plist | sed 's/^com\.espalier\./standby /'; done
sed 's/^/| /' '/opt/espalier/previous/release.json'
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ server-config:ollama\n'
(
j='ollama'; [ ! -f '/opt/espalier/state/standby/ollama.cfg' ] || j='ollama.standby'; for f in '/var/log/espalier'/"$j.log" '/var/log/espalier/archive'/"$j.log" '/var/log/espalier/archive'/"$j.log.0.gz"; do [ -f "$f" ] || continue; l=$(gzip -dcf "$f" | grep 'msg="server config"' | tail -n 1); [ -z "$l" ] || { printf '%s\n' "$l"; break; }; done
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ programs\n'
(
told() {
  [ -f '/opt/espalier/releases'/"$1/$2" ] || return 0
  code=- quarantine=no
  xattr -p com.apple.quarantine '/opt/espalier/releases'/"$1/$2" >/dev/null 2>&1 && quarantine=yes
  [ -z "$3" ] || { code=0; codesign --verify --strict "-R=$3" '/opt/espalier/releases'/"$1/$2" 2>/dev/null || code=$?; }
  printf '%s %s %s\n' "$1" "$code" "$quarantine"
}
told 'ollama/0123456789ab' 'ollama' 'anchor apple generic and certificate leaf[subject.OU] = "3MU9H2V9Y9"'
told 'node/0123456789ab' 'bin/node' ''
true
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ kept-manifests\n'
(
ls '/opt/espalier/manifests'
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ blobs\n'
(
ls -ln '/opt/espalier/models/blobs'
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ snapshots\n'
(
cd '/opt/espalier/snapshots' && ls -d */*
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ manifest-blobs\n'
(
for d in '/opt/espalier/manifests' '/opt/espalier/models/manifests'; do [ ! -d "$d" ] || grep -EHor '("digest": *"sha256:|^)[0-9a-f]{64}' "$d" || [ $? -eq 1 ] || exit 2; done
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ model-pins\n'
(
pins() { sed -n 's/^ *"model\.[^"]*": "\(.* sha256:[0-9a-f]*\)".*/'"$1"' \1/p' "$2"; }
for l in '/opt/espalier/current' '/opt/espalier/good' '/opt/espalier/previous'; do [ -e "$l" ] || continue; [ -r "$l/release.json" ] || exit 2; echo "${l##*/}"; pins "${l##*/}" "$l/release.json"; done
for r in '/opt/espalier/releases/pool'/*/release.json; do [ ! -r "$r" ] || pins ever "$r"; done | sort -u
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ power\n'
(
pmset -g custom
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ spotlight\n'
(
within 10 mdutil -s '/'
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ backups\n'
(
within 10 tmutil isexcluded '/opt/espalier'
within 10 tmutil destinationinfo 2>&1
if [ ! -e '/Library/Preferences/com.apple.TimeMachine.plist' ]; then echo 'automatic off'
elif plutil -convert xml1 -o - '/Library/Preferences/com.apple.TimeMachine.plist'; then echo 'automatic as said'
else echo 'automatic closed'; fi
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ updates\n'
(
plutil -convert xml1 -o - '/Library/Preferences/com.apple.SoftwareUpdate.plist'
plutil -convert xml1 -o - '/Library/Preferences/com.apple.commerce.plist'
profiles status -type enrollment
true
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ file-vault\n'
(
fdesetup status; fdesetup supportsauthrestart
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ firewall\n'
(
for w in --getglobalstate --getblockall --listapps; do '/usr/libexec/ApplicationFirewall/socketfilterfw' "$w"; done
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ strangers\n'
(
users=$(ls -ln '/Users' | awk 'NF > 8 { print "gui/" $3 " user/" $3 }' | sort -u)
for domain in system $users; do
  for label in homebrew.mxcl.ollama com.ollama.ollama; do launchctl print "$domain/$label" >/dev/null && printf '%s\n' "$domain/$label"; done
done
cd '/' && for p in Applications/Ollama.app Users/*/Applications/Ollama.app Users/*/Library/LaunchAgents/com.ollama.ollama.plist Users/*/Library/LaunchAgents/homebrew.mxcl.ollama.plist Library/LaunchDaemons/homebrew.mxcl.ollama.plist; do
  [ -e "$p" ] || continue
  p=''/$p
  printf '%s\n' "$p"
  [ ! -e '/opt/espalier/aside/refused'"$(printf '%s' "$p" | tr / -)" ] || printf 'refused %s\n' "$p"
done
true
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ jobs\n'
(
for l in com.espalier-host.logs com.espalier-host.gpu-memory; do launchctl print "system/$l" >/dev/null && echo "$l"; done; true
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ disabled\n'
(
launchctl print-disabled system
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
printf '@@ pages\n'
(
curl -s -m 3 -w '\n@ %{http_code} %{url_effective}\n' http://127.0.0.1:11434/api/version http://127.0.0.1:11434/api/ps http://127.0.0.1:9464/healthz
) </dev/null 2>/dev/null
printf '\n@@ = %s\n' "$?"
