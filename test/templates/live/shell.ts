import { spawn } from "node:child_process";

/** Runs a script as hosts run it, and keeps everything it said. */
export function sh(script: string): Promise<{ readonly exit: number | null; readonly text: string }> {
  return new Promise((resolve) => {
    const child = spawn("sh", [], { stdio: ["pipe", "pipe", "pipe"] });
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        text += String(chunk);
      });
    child.once("close", (exit) => resolve({ exit, text }));
    child.stdin.end(script);
  });
}
