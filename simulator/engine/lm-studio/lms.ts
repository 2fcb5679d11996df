import { die } from "../release.ts";
import { Home } from "./home.ts";
import { ask, running, wake } from "./link.ts";
import { type Line, lineOf } from "./lms-flags.ts";
import { findRuntime, runtimeTable } from "./runtimes.ts";

const home = new Home(process.env["HOME"] ?? "");
const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
/** People are told on stderr. */
const say = (text: string): void => void process.stderr.write(`${text}\n`);

interface Held {
  readonly identifier: string;
  readonly sizeBytes: number;
}
interface Status {
  readonly running: boolean;
  readonly port: number;
}

type Command = (line: Line) => Promise<void> | void;

async function daemonUp({ flags }: Line): Promise<void> {
  await wake(home);
  await daemonStatus({ words: [], flags });
}

async function daemonStatus({ flags }: Line): Promise<void> {
  const found = await running(home);
  const status =
    found === undefined
      ? { status: "not-running" }
      : { status: "running", pid: found.pid, isDaemon: true, version: found.version };
  if (flags["json"] === "true") print(status);
  else
    say(
      found === undefined
        ? "llmster is not running"
        : `llmster v${found.version} is running (PID: ${found.pid})`,
    );
}

async function daemonDown(): Promise<void> {
  const found = await running(home);
  if (found === undefined) die("llmster is not running");
  await ask(found, "POST", "/down", {});
  say("llmster stopped");
}

async function serverStart({ flags }: Line): Promise<void> {
  const port = Number(flags["port"] ?? home.lastPort);
  const host = flags["bind"] ?? process.env["LMS_SERVER_HOST"] ?? "127.0.0.1";
  try {
    const { port: open } = await ask<Status>(await wake(home), "POST", "/server", { host, port });
    say(`Success! Server is now running on port ${open}`);
  } catch (cause) {
    die(`Failed to start the server: ${String(cause)}`);
  }
}

/** With no backend it waits for one, and does not say so. */
async function serverStatus({ flags }: Line): Promise<void> {
  const found = await running(home);
  if (found === undefined) {
    setInterval(() => undefined, 60_000);
    return;
  }
  const status = await ask<Status>(found, "GET", "/server");
  if (flags["json"] === "true") print(status.running ? status : { running: false });
  else say(status.running ? `The server is running on port ${status.port}.` : "The server is not running.");
}

async function serverStop(): Promise<void> {
  const found = await running(home);
  if (found === undefined) die("The server is not running.");
  await ask(found, "DELETE", "/server");
  say("Stopped the server.");
}

const number = (line: Line, flag: string, scale = 1): object =>
  line.flags[flag] === undefined ? {} : { [flag]: Number(line.flags[flag]) * scale };

async function load(line: Line): Promise<void> {
  const [, model = ""] = line.words;
  const identifier = line.flags["identifier"];
  const wish = {
    model,
    ...(identifier === undefined ? {} : { identifier }),
    ...number(line, "context"),
    ...number(line, "parallel"),
    ...number(line, "ttl", 1000),
  };
  try {
    const held = await ask<Held>(await wake(home), "POST", "/load", wish);
    say(
      `Model loaded successfully.\nTo use the model in the API/SDK, use the identifier "${held.identifier}".`,
    );
  } catch (cause) {
    die(`Error: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/** Not found is told on stderr; the exit code is 0 all the same. */
async function unload({ words, flags }: Line): Promise<void> {
  const [, identifier = ""] = words;
  const all = flags["all"] === "true";
  if (!all && identifier === "") return;
  const { unloaded } = await ask<{ readonly unloaded: readonly string[] }>(
    await wake(home),
    "POST",
    "/unload",
    {
      identifier,
      all,
    },
  );
  if (unloaded.length > 0) say(`Unloaded ${unloaded.join(", ")}.`);
  else if (!all) say(`Model Not Found\n  Cannot find a model with the identifier "${identifier}".`);
}

const listing =
  (path: "/ls" | "/ps"): Command =>
  async ({ flags }) => {
    const list = await ask<readonly object[]>(await wake(home), "GET", path);
    if (flags["json"] === "true") print(list);
    else say(list.length === 0 ? "No models." : list.map((entry) => JSON.stringify(entry)).join("\n"));
  };

const runtimes: Command = () => void process.stdout.write(runtimeTable(home.chosenRuntimes));

function selectRuntime({ words: [, , alias = ""] }: Line): void {
  if (findRuntime(alias) === undefined) die(`Error: no runtime ${alias} is installed`);
  home.chosenRuntimes = [...home.chosenRuntimes, alias];
  say(`Selected ${alias}`);
}

const COMMANDS: Readonly<Record<string, Command>> = {
  "daemon up": daemonUp,
  "daemon status": daemonStatus,
  "daemon down": daemonDown,
  "server start": serverStart,
  "server status": serverStatus,
  "server stop": serverStop,
  "runtime ls": runtimes,
  "runtime select": selectRuntime,
  load,
  unload,
  ls: listing("/ls"),
  ps: listing("/ps"),
};

const line = lineOf(process.argv.slice(2));
const [first = "", second = ""] = line.words;
const command = COMMANDS[`${first} ${second}`] ?? COMMANDS[first];
if (command === undefined) die(`error: unknown command '${first}'`);
else void Promise.resolve(command(line)).catch((cause: unknown) => die(`Error: ${String(cause)}`));
