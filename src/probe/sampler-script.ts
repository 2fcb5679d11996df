import { sectionMark } from "../load/signals/sections.ts";

/**
 * Prints every signal of a machine in one go. `$1` is the launchd label, empty where no job runs the engine; `$2` the page of
 * HAProxy's metrics, empty where none stands before it; `$3` a path on the disk that is watched; `$4` a file with the pid of a
 * daemon that has left the job; the rest are the pids whose footprint is wanted. What fails prints nothing and is told apart by its empty section. (footprint needs root for another
 * user's program.)
 */
export const SAMPLER_SCRIPT = `label=$1 metrics=$2 disk=$3 daemon=$4
shift 4
system=$(uname -s)
echo '${sectionMark("uname")}'
echo "$system"
echo '${sectionMark("daemon")}'
[ -z "$daemon" ] || cat "$daemon" 2>/dev/null
echo '${sectionMark("ps")}'
ps -A -ww -o pid=,ppid=,rss=,%cpu=,args= 2>/dev/null
echo '${sectionMark("queue")}'
[ -z "$metrics" ] || curl -sf -m 1 "$metrics" 2>/dev/null
if [ "$system" = Darwin ]; then
  echo '${sectionMark("service")}'
  [ -z "$label" ] || launchctl print "system/$label" 2>/dev/null
  echo '${sectionMark("disk")}'
  df -k "$disk" 2>/dev/null
  echo '${sectionMark("sysctl")}'
  sysctl -n vm.swapusage kern.memorystatus_vm_pressure_level 2>/dev/null
  echo '${sectionMark("thermal")}'
  notifyutil -g com.apple.system.thermalpressurelevel 2>/dev/null
  echo '${sectionMark("power")}'
  pmset -g batt 2>/dev/null
  pmset -g 2>/dev/null
  echo '${sectionMark("vm_stat")}'
  vm_stat 2>/dev/null
  echo '${sectionMark("accelerator")}'
  ioreg -r -d 1 -w 0 -c IOAccelerator 2>/dev/null
  for pid in "$@"; do
    echo "${sectionMark("footprint")} $pid"
    footprint -p "$pid" -f bytes --noCategories 2>/dev/null
  done
elif [ "$system" = Linux ]; then
  echo '${sectionMark("disk")}'
  df -kP "$disk" 2>/dev/null
  echo '${sectionMark("meminfo")}'
  cat /proc/meminfo 2>/dev/null
  echo '${sectionMark("vmstat")}'
  echo "page $(getconf PAGESIZE 2>/dev/null)"
  grep '^pswpout ' /proc/vmstat 2>/dev/null
  echo '${sectionMark("stall")}'
  cat /proc/pressure/memory 2>/dev/null
  echo '${sectionMark("zones")}'
  grep . /sys/class/thermal/thermal_zone*/temp /sys/class/thermal/thermal_zone*/trip_point_* 2>/dev/null
  echo '${sectionMark("supply")}'
  for supply in /sys/class/power_supply/*; do
    [ -r "$supply/type" ] && [ -r "$supply/online" ] || continue
    read -r type <"$supply/type"
    read -r online <"$supply/online"
    echo "$supply $type $online"
  done
  echo '${sectionMark("profile")}'
  [ ! -r /sys/firmware/acpi/platform_profile ] || cat /sys/firmware/acpi/platform_profile
  for pid in "$@"; do
    echo "${sectionMark("smaps")} $pid"
    cat "/proc/$pid/smaps_rollup" 2>/dev/null
  done
fi
exit 0
`;
