PATH=/usr/bin:/bin:/usr/sbin:/sbin
export PATH
LC_ALL=C
export LC_ALL
umask 022
set -eu
marker=/opt/espalier/state/os-update
if read -r pid 2>/dev/null <"$marker" && ps -o command= -p "$pid" 2>/dev/null | grep -q 'softwareupdate --install'; then
  echo "an installation (pid $pid) is at work already: waiting for its restart"
  exit 0
fi
rm -f "$marker"
(set -C; echo $$ >"$marker")
trap '' HUP PIPE
IFS= read -r password
IFS= read -r escaped
printf '<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict><key>Username</key><string>%s</string><key>Password</key><string>%s</string></dict></plist>\n' \
  admin "$escaped" | fdesetup authrestart -inputplist -delayminutes -1
printf '%s\n' "$password" |
  softwareupdate --install 'macOS Tahoe 26.6.2-25G83' --restart --agree-to-license --user admin --stdinpass
