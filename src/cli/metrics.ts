import { once } from "node:events";
import { type Command, InvalidArgumentError } from "commander";
import type { Place } from "../connectors/page-server.ts";
import { EXIT } from "../model/failure.ts";
import { parseDuration } from "../model/units.ts";
import { clock, folders, print } from "./stage-door.ts";

function place(text: string): Place {
  const [, bracketed, plain, port] = /^(?:(?:\[([^\]]+)\]|([^:]+)):)?(\d{1,5})$/.exec(text) ?? [];
  if (port === undefined || Number(port) > 65_535)
    throw new InvalidArgumentError("a port, or an address and a port: 9470, 127.0.0.1:9470, [::1]:9470");
  return { address: bracketed ?? plain ?? "127.0.0.1", port: Number(port) };
}

function pause(text: string): number {
  const value = parseDuration(text);
  if (value === undefined || value < 1000) throw new InvalidArgumentError("a time of at least 1s, like 10s");
  return value;
}

interface Options {
  readonly on: string;
  readonly listen?: Place;
  readonly every: number;
}

/** The verb that turns what proxies know into metrics. */
export function metricsVerb(program: Command): void {
  program
    .command("metrics <pool>")
    .description("per lane and host: running, queued, waits, first bytes, tokens, refusals, for Prometheus")
    .option("--on <selector>", "hosts: mac-01,mac-1*,@label", "*")
    .option("--listen <address>", "serve /metrics there until it is stopped", place)
    .option("--every <time>", "with --listen: from one look to the next", pause, 10_000)
    .action(async (pool: string, options: Options, command: Command) => {
      const playbook = await import("../../playbooks/metrics.ts");
      const { on, listen, every } = options;
      if (listen === undefined) {
        const { text, away } = await playbook.metrics(folders(command), { pool, on });
        print(command, { kind: "metrics", text, away }, text);
        if (away.length > 0) process.exitCode = EXIT.error;
        return;
      }
      const server = await playbook.serveMetrics(folders(command), { pool, on, place: listen, every, clock });
      print(command, { kind: "serving", url: server.url }, server.url);
      await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
      await server.close();
    });
}
