PATH=/usr/bin:/bin:/usr/sbin:/sbin
export PATH
LC_ALL=C
export LC_ALL
umask 022
set -eu
IFS= read -r password
IFS= read -r escaped
printf '%s\n' "$password" |
  softwareupdate --install 'macOS Tahoe 26.6.2-25G83' --restart --agree-to-license --user admin --stdinpass
