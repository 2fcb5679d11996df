import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A key and a certificate for localhost that is its own authority. */
export function selfSigned(): { readonly key: string; readonly cert: string; readonly caFile: string } {
  const directory = mkdtempSync(join(tmpdir(), "tls-"));
  const [keyFile, caFile] = [join(directory, "key.pem"), join(directory, "cert.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const pair = [
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-keyout",
    keyFile,
    "-out",
    caFile,
  ];
  execFileSync("openssl", ["req", "-x509", "-nodes", "-days", "2", ...subject, ...pair], { stdio: "ignore" });
  return { key: readFileSync(keyFile, "utf8"), cert: readFileSync(caFile, "utf8"), caFile };
}
