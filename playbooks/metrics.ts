// What lanes hold, wait for and are refused on every host, and where gateways send requests, as text for Prometheus.
import { type PageServer, type Place, servePage } from "../src/connectors/page-server.ts";
import { type GatewayMetrics, renderGatewayMetrics } from "../src/report/text/gateway-metrics.ts";
import { type HostMetrics, renderHostMetrics } from "../src/report/text/host-metrics.ts";
import type { Clock } from "../src/run/clock.ts";
import { eachHost } from "../src/run/each-host.ts";
import { type GatewayWatch, gatewayWatch } from "../src/run/gateway/watch.ts";
import { type LaneWatch, laneWatch } from "../src/run/lane-watch.ts";
import { chosen } from "../src/run/selection.ts";
import { openStage } from "../src/run/stage.ts";
import type { Workspace } from "../src/store/workspace.ts";

export interface MetricsOptions {
  readonly pool: string;
  readonly on: string;
}

/** Whose proxies are watched: one connection each, nothing runs on a machine between two looks. */
interface Watches {
  readonly hosts: readonly LaneWatch[];
  readonly gateways: readonly GatewayWatch[];
}

/** What they said at one look. */
interface Seen {
  readonly hosts: readonly HostMetrics[];
  readonly gateways: readonly GatewayMetrics[];
}

async function watches(folders: Workspace, { pool, on }: MetricsOptions): Promise<Watches> {
  const stage = await openStage(folders, pool);
  const { hosts, gateways } = chosen(stage, on);
  return {
    hosts: hosts.map((host) => laneWatch(stage, host)),
    gateways: gateways.map((gateway) => gatewayWatch(stage, gateway)),
  };
}

async function look({ hosts, gateways }: Watches): Promise<Seen> {
  const [seen, doors] = await Promise.all([
    eachHost(hosts, (watch) => watch.look()),
    eachHost(gateways, (watch) => watch.look()),
  ]);
  return { hosts: seen, gateways: doors };
}

function close({ hosts, gateways }: Watches): void {
  for (const watch of [...hosts, ...gateways]) watch.close();
}

const render = ({ hosts, gateways }: Seen): string =>
  renderHostMetrics(hosts) + renderGatewayMetrics(gateways);

const away = ({ hosts, gateways }: Seen): readonly string[] => [
  ...hosts.filter(({ lanes }) => lanes === undefined).map(({ host }) => host),
  ...gateways.filter(({ loads }) => loads === undefined).map(({ gateway }) => gateway),
];

/** One look. Its histograms hold what the proxies still remember: some 2,000 requests each. */
export async function metrics(
  folders: Workspace,
  options: MetricsOptions,
): Promise<{ readonly text: string; readonly away: readonly string[] }> {
  const all = await watches(folders, options);
  try {
    const seen = await look(all);
    return { text: render(seen), away: away(seen) };
  } finally {
    close(all);
  }
}

export interface Serving extends MetricsOptions {
  readonly place: Place;
  /** Milliseconds from one look to the next. */
  readonly every: number;
  readonly clock: Clock;
}

/** Looks again and again and serves what it counted, until it is closed. Throws `address-taken`. */
export async function serveMetrics(folders: Workspace, serving: Serving): Promise<PageServer> {
  const all = await watches(folders, serving);
  let seen = await look(all);
  const over = new AbortController();
  const server = await servePage(serving.place, "/metrics", () => render(seen)).catch((error: unknown) => {
    close(all);
    throw error;
  });
  const looking = (async () => {
    while (!over.signal.aborted) {
      await serving.clock.sleep(serving.every, over.signal);
      if (!over.signal.aborted) seen = await look(all);
    }
  })();
  return {
    url: server.url,
    close: async () => {
      over.abort();
      await server.close();
      await looking;
      close(all);
    },
  };
}
