import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const SIGNALS = join(import.meta.dirname, "../../src/connectors/stop-signals.ts");

/** What a program of its own prints that is told to stop, and how it ended. */
async function heard(listening: string): Promise<string> {
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

test("a terminal that goes away is heard as well", async () => {
  const listening = `listenForStop(say("ear")); process.kill(process.pid, "SIGHUP"); await new Promise((resolve) => setTimeout(resolve, 50));`;
  expect(await heard(listening)).toBe("ear SIGHUP\nalive\n");
});

test("who listened last hears, then who listened before; without anybody the program ends", async () => {
  const listening = `
    const outer = listenForStop(say("outer"));
    const inner = listenForStop(say("inner"));
    await tell();
    inner();
    await tell();
    outer();
    await tell();`;
  expect(await heard(listening)).toBe("inner SIGINT\nouter SIGINT\nSIGINT");
});
