import type { Server } from "node:http";
import { LiveCurve } from "../curve.ts";
import { listen, sendJson, sendText } from "../http.ts";
import { die, endOnSignals, releaseDirectory, stateAbove } from "../release.ts";
import { settingsOf } from "./flags.ts";
import { ROUTES } from "./routes.ts";
import { MlxServer } from "./server.ts";

/** How often memory is published while nothing is asked, ms. */
const PUBLISH = 250;

const serve = (engine: MlxServer): Promise<Server> =>
  listen(
    {
      engine,
      curve: engine.curve,
      routes: ROUTES,
      tell: ({ response }, { status, message }) => sendJson(response, status, { error: message }),
      missing: ({ response }) => sendText(response, 404, "Not Found"),
      after: () => engine.memory.publish(),
    },
    engine.settings.host,
    engine.settings.port,
  );

async function start(argv: readonly string[]): Promise<void> {
  const settings = settingsOf(argv);
  const release = releaseDirectory();
  const curve = new LiveCurve(release, stateAbove(release));
  if (curve.now.crash === true) die("zsh: segmentation fault  mlx_lm.server", 139);
  const server = new MlxServer(settings, curve, stateAbove(release));
  endOnSignals();
  process.stderr.write(
    "UserWarning: mlx_lm.server is not recommended for production as it only implements basic security checks.\n",
  );
  await serve(server);
  process.stderr.write(`INFO - Starting httpd at ${settings.host} on port ${settings.port}...\n`);
  setInterval(() => server.memory.publish(), PUBLISH);
  // The port is open while the model loads; what fails here fails again when it is asked for.
  await server.load("").catch((cause: unknown) => process.stderr.write(`${String(cause)}\n`));
}

start(process.argv.slice(2)).catch((cause: unknown) => die(`OSError: ${String(cause)}`));
