PATH=/usr/bin:/bin:/usr/sbin:/sbin
export PATH
LC_ALL=C
export LC_ALL
umask 022
logs=/var/log/espalier
mkdir -p "$logs/archive"
find "$logs" -maxdepth 1 -type f -name '*.log' -size +20480k | while read -r log; do
  cat "$log" >>"$logs/archive/${log##*/}" && : >"$log"
done
