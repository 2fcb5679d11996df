import { sectionMark } from "../load/signals/sections.ts";

/**
 * Prints every signal of a Mac in one go; `$1` is the launchd label, empty where no job runs the engine; the rest are
 * the pids whose footprint is wanted. What fails prints nothing and is told apart by its empty section. (footprint needs root for another user's program.)
 */
export const SAMPLER_SCRIPT = `label=$1
shift
echo '${sectionMark("service")}'
[ -z "$label" ] || launchctl print "system/$label" 2>/dev/null
echo '${sectionMark("ps")}'
ps -A -o pid=,ppid=,rss= 2>/dev/null
echo '${sectionMark("sysctl")}'
sysctl -n vm.swapusage kern.memorystatus_vm_pressure_level 2>/dev/null
echo '${sectionMark("thermal")}'
notifyutil -g com.apple.system.thermalpressurelevel 2>/dev/null
for pid in "$@"; do
  echo "${sectionMark("footprint")} $pid"
  footprint -p "$pid" -f bytes --noCategories 2>/dev/null
done
exit 0
`;
