import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { writeWhole } from "./files.ts";

/** Makes an ed25519 key pair at `path` and `path`.pub, unless it is there. Returns the public line. */
export function generateKey(path: string, comment: string): string {
  mkdirSync(dirname(path), { recursive: true });
  if (!existsSync(path))
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", path]);
  return readFileSync(`${path}.pub`, "utf8").trim();
}

/** Keeps a random API key at `path`, for its owner only. Returns the key. */
export function generateSecret(path: string): string {
  if (!existsSync(path)) writeWhole(path, `esp-${randomBytes(24).toString("hex")}`, 0o600);
  return readFileSync(path, "utf8");
}
