/** The account that services run as. */
export const ACCOUNT = String.raw`
# ensure_account NAME HOME: a hidden account with a UID below 500 and no shell; one that got a shell loses it.
ensure_account() {
  if dscl . -read "/Users/$1" UniqueID >/dev/null 2>&1; then
    dscl . -create "/Users/$1" UserShell /usr/bin/false
    dscl . -create "/Users/$1" IsHidden 1
    return 0
  fi
  taken=$(dscl . -list /Users UniqueID | awk '{ print $2 }'; dscl . -list /Groups PrimaryGroupID | awk '{ print $2 }')
  id=400
  while printf '%s\n' "$taken" | grep -qx "$id"; do id=$((id + 1)); done
  [ "$id" -lt 500 ] || die "no free account number between 400 and 499"
  dscl . -create "/Groups/$1"
  dscl . -create "/Groups/$1" PrimaryGroupID "$id"
  dscl . -create "/Users/$1"
  dscl . -create "/Users/$1" UserShell /usr/bin/false
  dscl . -create "/Users/$1" RealName "Espalier services"
  dscl . -create "/Users/$1" PrimaryGroupID "$id"
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
