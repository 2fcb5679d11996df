/** The certificate of the host. Its key is made here and stays here. */
export const CERTIFICATE = `
# make_key FILE: for root alone until it is in its place.
make_key() { rm -f "$1"; (umask 077; openssl ecparam -name prime256v1 -genkey -noout -out "$1") || die "openssl could not make a key"; }

# certify DIRECTORY NAME OWNER: a certificate for ten years that the host signs itself.
certify() {
  make_key "$1/key.next"
  openssl req -new -x509 -days 3650 -key "$1/key.next" -out "$1/signed.next" -config /dev/stdin 2>/dev/null <<CONFIG || die "openssl could not make a certificate"
[req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
CN = $2
[extensions]
subjectAltName = DNS:$2, DNS:localhost, IP:127.0.0.1
basicConstraints = CA:TRUE
CONFIG
  put_file "$1/cert.pem" 0644 <"$1/signed.next"
  install_certificate "$1" "$3"
}

# request_certificate DIRECTORY NAME: a new key, and the request that the authority of the pool signs.
request_certificate() {
  make_key "$1/key.next"
  openssl req -new -key "$1/key.next" -out "$1/request.next" -config /dev/stdin 2>/dev/null <<CONFIG || die "openssl could not make a request"
[req]
distinguished_name = name
prompt = no
[name]
CN = $2
CONFIG
  chmod 0644 "$1/request.next"
  rename "$1/request.next" "$1/request.pem"
}

# install_certificate DIRECTORY OWNER: signed.next and its key become host.pem, and the running proxy takes both over.
install_certificate() {
  [ "$(openssl x509 -in "$1/signed.next" -noout -pubkey)" = "$(openssl pkey -in "$1/key.next" -pubout)" ] ||
    die "the certificate is for another key than the one made here"
  (umask 077; cat "$1/signed.next" "$1/key.next" | write_new "$1/host.next")
  chown "$2" "$1/host.next"
  rename "$1/host.next" "$1/host.pem"
  rm -f "$1/key.next" "$1/signed.next" "$1/request.pem"
  sync_authority "$1/cert.pem"
  sync_certificate "$1/host.pem"
}

# trust_authorities DIRECTORY: trust.next says whose certificates are trusted; its own stays.
trust_authorities() {
  rename "$1/trust.next" "$1/cert.pem"
  sync_authority "$1/cert.pem"
}

# sync_authority FILE: whose client certificates the running proxy accepts, where it asks for any. A new worker reads them:
# told by "commit ssl ca-file", HAProxy 2.6 forgets that its certificate is in use, and ends when it is told once more.
sync_authority() {
  accepted=$(tell_proxy "show ssl ca-file $(proxy_word "$1")" | sed -n 's/^SHA1 FingerPrint: //p' | sort)
  [ -n "$accepted" ] || return 0
  [ "$accepted" = "$(fingerprints "$1" | sort)" ] || next_worker
}

# fingerprints FILE: the sha1 of each certificate in it, as HAProxy prints it.
fingerprints() {
  awk -v read="openssl x509 -noout -fingerprint -sha1" '
    /BEGIN CERTIFICATE/ { inside = 1 }
    inside { print | read }
    /END CERTIFICATE/ { close(read); inside = 0 }' "$1" | sed 's/.*=//' | tr -d :
}

# next_worker: it reads all files anew and takes over the sockets; the one before ends its streams.
next_worker() {
  before=$(worker)
  kill -USR2 "$(ps -o ppid= -p "$before" | tr -d ' ')" || die "the proxy could not be told to read its files anew"
  await_worker "$before" "the proxy"
}

# shown_certificate FILE: the sha1 of what the running proxy has of it; nothing when none runs.
shown_certificate() { tell_proxy "show ssl cert $(proxy_word "$1")" | sed -n 's/^SHA1 FingerPrint: //p'; }

# sync_certificate FILE: the running proxy shows it to whoever connects from now on; streams go on.
sync_certificate() {
  [ -n "$(shown_certificate "$1")" ] || { say "the proxy reads $1 when it starts"; return 0; }
  tell_proxy "set ssl cert $(proxy_word "$1") <<
$(cat "$1")
" >/dev/null
  tell_proxy "commit ssl cert $(proxy_word "$1")" >/dev/null
  wanted=$(openssl x509 -in "$1" -noout -fingerprint -sha1 | sed 's/.*=//' | tr -d :)
  [ "$(shown_certificate "$1")" = "$wanted" ] || die "the running proxy did not take the new certificate"
}
`;
