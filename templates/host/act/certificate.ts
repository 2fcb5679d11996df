/** The certificate of the host. */
export const CERTIFICATE = String.raw`
# certify DIRECTORY NAME OWNER: a key that never leaves the host and a certificate for ten years.
certify() {
  [ -f "$1/host.pem" ] && return 0
  openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=$2" -keyout "$1/key.next" -out "$1/cert.next" \
    -config /dev/stdin 2>/dev/null <<CONFIG || die "openssl could not make a certificate"
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
  cp "$1/cert.next" "$1/cert.pem"
  cat "$1/cert.next" "$1/key.next" >"$1/host.next"
  chmod 0600 "$1/host.next"
  chown "$3" "$1/host.next"
  rm -f "$1/key.next" "$1/cert.next"
  rename "$1/host.next" "$1/host.pem"
}
`;
