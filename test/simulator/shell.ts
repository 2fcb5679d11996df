import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SimulatedHost, SimulatedPool } from "../../simulator/pool.ts";

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function run(
  program: string,
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly input?: string },
): Promise<Said> {
  return new Promise((resolve) => {
    const child = execFile(program, args, { env: options.env, encoding: "utf8" }, (failure, out, err) => {
      resolve({ code: failure === null ? 0 : Number(failure.code ?? 255), out, err });
    });
    // A command that does not read its input is no fault.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(options.input ?? "");
  });
}

/** Ends a pool and takes its directory away. */
export async function raze(pool: SimulatedPool): Promise<void> {
  await pool.stop();
  rmSync(pool.dir, { recursive: true, force: true });
}

/** Runs `command` as sshd would, without the handshake. */
export const onHost = ({ root }: SimulatedHost, command: string): Promise<Said> =>
  run(join(root, ".mac/ssh/login"), [], { env: { SSH_ORIGINAL_COMMAND: command } });

/** The options that make stock OpenSSH use the pool's key and nothing of ours. */
const clientOptions = (pool: SimulatedPool, host: SimulatedHost): string[] => {
  const known = join(pool.dir, `known-${host.id}`);
  writeFileSync(known, `[127.0.0.1]:${host.port} ${host.hostKey}\n`);
  const options = {
    BatchMode: "yes",
    StrictHostKeyChecking: "yes",
    UserKnownHostsFile: known,
    IdentitiesOnly: "yes",
    LogLevel: "ERROR",
  };
  return [
    "-F",
    "none",
    "-i",
    pool.sshKey,
    ...Object.entries(options).flatMap(([key, value]) => ["-o", `${key}=${value}`]),
  ];
};

/** Stock `ssh`. */
export const ssh = (pool: SimulatedPool, host: SimulatedHost, command: string): Promise<Said> =>
  run("ssh", [...clientOptions(pool, host), "-p", String(host.port), "127.0.0.1", command], {
    env: process.env,
  });

/** Stock `sftp` in batch mode. */
export const sftp = (pool: SimulatedPool, host: SimulatedHost, batch: string): Promise<Said> =>
  run("sftp", [...clientOptions(pool, host), "-P", String(host.port), "-b", "-", "127.0.0.1"], {
    env: process.env,
    input: batch,
  });

export interface PlistParts {
  readonly label: string;
  readonly program: readonly string[];
  /** Further XML inside the dict. */
  readonly more?: string;
}

const plist = ({ label, program, more = "" }: PlistParts): string => `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>Label</key><string>${label}</string>
<key>ProgramArguments</key><array>${program.map((word) => `<string>${word}</string>`).join("")}</array>
${more}
</dict></plist>
`;

/** Writes a plist where launchd finds it at boot. Returns its path. */
export function install({ root }: SimulatedHost, parts: PlistParts, mode = 0o644): string {
  const path = join(root, "Library/LaunchDaemons", `${parts.label}.plist`);
  mkdirSync(join(root, "Library/LaunchDaemons"), { recursive: true });
  writeFileSync(path, plist(parts), { mode });
  return path;
}

/** The value of a top-level field of `launchctl print`. */
export const field = (text: string, name: string): string | undefined =>
  new RegExp(`^\\t${name} = (.+)$`, "m").exec(text)?.[1];
