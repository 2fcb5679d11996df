/** Preparation of the Mac. What does not take is said, and the next plan names it again; nobody's work is stopped. */
export const PREPARATION = `
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
`;
