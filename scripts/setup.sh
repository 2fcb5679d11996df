#!/bin/sh
# Brings what Espalier needs and this machine lacks: npm packages, and programs through apt-get or brew.
# Says nothing when nothing is missing. May run twice at once.
set -eu
cd "$(dirname "$0")/.."

NODE_WANTED=20.19
# Debian keeps sshd and haproxy where a plain user does not look.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
LOCK=.espalier/setup.lock

say() { printf 'setup: %s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }
# The awk of macOS is the original one, its tar bsdtar; both are tested with.
is_mac() { [ "$(uname)" = Darwin ]; }

check_node() {
  have node || fail "Node is missing; Espalier needs Node $NODE_WANTED or newer: https://nodejs.org/en/download"
  version=$(node --version)
  version=${version#v}
  major=${version%%.*}
  minor=${version#*.}
  minor=${minor%%.*}
  [ "$major" -gt "${NODE_WANTED%.*}" ] && return
  [ "$major" -eq "${NODE_WANTED%.*}" ] && [ "$minor" -ge "${NODE_WANTED#*.}" ] && return
  fail "Node $version is too old; Espalier needs Node $NODE_WANTED or newer: https://nodejs.org/en/download"
}

# One run at a time per checkout. The link names its holder; the lock of a run that died is taken over.
lock() {
  mkdir -p .espalier
  said=
  until ln -s $$ "$LOCK" 2>/dev/null; do
    holder=$(readlink "$LOCK" || echo gone)
    if [ "$holder" = gone ]; then
      continue
    elif kill -0 "$holder" 2>/dev/null; then
      [ -n "$said" ] || say "waiting for the setup that runs as $holder (if there is none, remove $LOCK)"
      said=yes
      sleep 1
    else
      rm -f "$LOCK"
    fi
  done
  trap 'rm -f "$LOCK"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

# npm writes node_modules/.package-lock.json last, so it is the stamp of a finished installation.
packages_are_fresh() {
  [ -f node_modules/.package-lock.json ] &&
    [ -z "$(find package-lock.json -newer node_modules/.package-lock.json)" ]
}

install_packages() {
  have npm || fail "npm is missing; it comes with Node: https://nodejs.org/en/download"
  say "installing npm packages"
  # Not `npm ci`: the lock holds the builds of native tools for the machine it was made on, and `npm ci` wants those of
  # every other machine, too. Versions and digests still come from the lock, and nothing is written to it.
  npm install --no-save --no-audit --no-fund --loglevel=error >&2 || fail "npm install failed (see above)"
  # git can leave package-lock.json newer than what npm has just written
  touch node_modules/.package-lock.json
}

missing_programs() {
  have haproxy || printf 'haproxy '
  have sshd || printf 'openssh-server '
  have shellcheck || printf 'shellcheck '
  have curl || printf 'curl '
  have openssl || printf 'openssl '
  have nc || printf 'netcat-openbsd '
  have original-awk || is_mac || printf 'original-awk '
  have bsdtar || printf 'libarchive-tools '
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_be_root() {
  [ "$(id -u)" -eq 0 ] || { have sudo && sudo -n true 2>/dev/null; }
}

# Debian starts and enables the services of a package; the embedded pool wants the programs only.
silence_services() {
  have systemctl || return 0
  for package in "$@"; do
    case $package in
      haproxy) as_root systemctl disable --now haproxy.service >/dev/null 2>&1 || : ;;
      openssh-server) as_root systemctl disable --now ssh.service ssh.socket >/dev/null 2>&1 || : ;;
    esac
  done
}

apt_install() {
  may_be_root || fail "these packages are missing and need root: $*
  install them with: sudo apt-get install $*"
  say "installing $* with apt-get"
  as_root apt-get update -qq >&2 || say "apt-get update failed; trying with the lists there are"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 \
    install -y -qq --no-install-recommends "$@" >&2 || fail "apt-get could not install: $*"
  silence_services "$@"
}

brew_install() {
  say "installing $* with brew"
  brew install --quiet "$@" >&2 || fail "brew could not install: $*"
}

install_programs() {
  if have apt-get; then
    apt_install "$@"
  elif have brew; then
    brew_install "$@"
  else
    fail "these programs are missing, and there is neither apt-get nor brew to bring them: $*
  install them with the package manager of this machine, then run this again"
  fi
}

# Looks again under the lock: another run may have brought what was missing.
install_missing() {
  packages_are_fresh && [ -z "$(missing_programs)" ] && return
  lock
  packages_are_fresh || install_packages
  missing=$(missing_programs)
  # shellcheck disable=SC2086 # one word per package
  [ -z "$missing" ] || install_programs $missing
  missing=$(missing_programs)
  [ -z "$missing" ] || fail "installed, but still not on the PATH: $missing"
}

# HashiCorp's licence keeps terraform out of the package lists, so it is not installed behind anyone's back.
check_terraform() {
  wanted=${TERRAFORM_BINARY_NAME:-}
  if [ -n "$wanted" ]; then
    have "$wanted" || fail "TERRAFORM_BINARY_NAME says $wanted, which is not on the PATH"
  else
    have terraform || have tofu || fail "neither terraform nor tofu is on the PATH; the demo and the tests of the stacks need one
  terraform: https://developer.hashicorp.com/terraform/install (or: brew install hashicorp/tap/terraform)
  tofu: https://opentofu.org/docs/intro/install (or: brew install opentofu)"
  fi
}

check_node
install_missing
check_terraform
