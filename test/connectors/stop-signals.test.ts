import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const SIGNALS = join(import.meta.dirname, "../../src/connectors/stop-signals.ts");

/** What a program of its own prints that is told to stop twice, and how it ended. */
async function stoppedTwice(listening: string): Promise<string> {
  const program = `
    import { listenForStop } from ${JSON.stringify(SIGNALS)};
    const tell = () => new Promise((resolve) => { process.kill(process.pid, "SIGINT"); setTimeout(resolve, 50); });
    const say = (word) => (signal) => console.log(word, signal);
    ${listening}
    console.log("alive");`;
  const argv = ["--import", "tsx", "--input-type=module", "--eval", program];
  const ran = promisify(execFile)(process.execPath, argv);
  return ran.then(
    ({ stdout }) => stdout,
    (error: { readonly stdout: string; readonly signal: string }) => `${error.stdout}${error.signal}`,
  );
}

test("who listened last hears, then who listened before; without anybody the program ends", async () => {
  const listening = `
    const outer = listenForStop(say("outer"));
    const inner = listenForStop(say("inner"));
    await tell();
    inner();
    await tell();
    outer();
    await tell();`;
  expect(await stoppedTwice(listening)).toBe("inner SIGINT\nouter SIGINT\nSIGINT");
});
