import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { Failure } from "../src/model/failure.ts";
import { parsePlist } from "./launchd/plist.ts";
import type { SimulatedMac } from "./mac/mac.ts";
import { bodyOf, listen, sendJson } from "./server.ts";

export interface SwitchboardParts {
  readonly macs: readonly SimulatedMac[];
  readonly fault: (host: string, kind: string, options: { readonly clear: boolean }) => Promise<void>;
  readonly status: () => unknown;
  /** Asked to end; answered before anything ends. */
  readonly leave: () => void;
}

type Deed = (
  parts: SwitchboardParts,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void> | void;

/** What the programs of a host ask of their launchd: `CODE:TEXT`. */
async function tellLaunchd(
  mac: SimulatedMac,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const argv = (await bodyOf(request)).replace(/\n$/, "").split("\n");
  const { code, text } = await mac.launchctl(argv);
  response.end(`${code}:${text.replace(/\n$/, "")}`);
}

async function lint(_mac: SimulatedMac, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    parsePlist(await bodyOf(request));
    response.end("OK");
  } catch (cause) {
    response.end(cause instanceof Error ? cause.message : String(cause));
  }
}

function reboot(mac: SimulatedMac, _request: IncomingMessage, response: ServerResponse): void {
  response.end();
  void mac.reboot().catch(() => undefined);
}

type HostDeed = (
  mac: SimulatedMac,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void> | void;
const HOST_DEEDS: Readonly<Record<string, HostDeed>> = { launchctl: tellLaunchd, lint, reboot };

const POOL_DEEDS: Readonly<Record<string, Deed>> = {
  "/status": ({ status }, _request, response) => sendJson(response, 200, status()),
  "/fault": async ({ fault }, request, response) => {
    const { host, kind, clear } = JSON.parse(await bodyOf(request)) as {
      host: string;
      kind: string;
      clear?: boolean;
    };
    await fault(host, kind, { clear: clear === true });
    sendJson(response, 200, {});
  },
  "/stop": ({ leave }, _request, response) => {
    sendJson(response, 200, {});
    leave();
  },
};

async function answer(
  parts: SwitchboardParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = request.url ?? "";
  const [, id, verb = ""] = /^\/([^/]+)\/([^/]+)$/.exec(url) ?? [];
  const mac = parts.macs.find((candidate) => candidate.id === id);
  const deed = HOST_DEEDS[verb];
  if (mac !== undefined && deed !== undefined) return deed(mac, request, response);
  const known = POOL_DEEDS[url];
  if (known === undefined) return sendJson(response, 404, { saw: `nothing is at ${url}` });
  await known(parts, request, response);
}

/** The supervisor's unix socket: launchctl of every host, faults, status and the end. */
export const switchboard = (socket: string, parts: SwitchboardParts): Promise<Server> =>
  listen(socket, async (request, response) => {
    try {
      await answer(parts, request, response);
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause;
      const { code, subject, saw, hint } = cause;
      sendJson(response, 400, { code, subject, saw, hint });
    }
  });
