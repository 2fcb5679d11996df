/** The account that services run as. */
export const ACCOUNT = String.raw`
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
`;
