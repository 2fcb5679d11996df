// What lanes hold, wait for and are refused, on every host, as text for Prometheus.
import { type PageServer, type Place, servePage } from "../src/connectors/page-server.ts";
import { type HostMetrics, renderPrometheus } from "../src/report/text/prometheus.ts";
import type { Clock } from "../src/run/clock.ts";
import { eachHost } from "../src/run/each-host.ts";
import { type LaneWatch, laneWatch } from "../src/run/lane-watch.ts";
import { selected } from "../src/run/selection.ts";
import { openStage } from "../src/run/stage.ts";
import type { Workspace } from "../src/store/workspace.ts";

export interface MetricsOptions {
  readonly pool: string;
  readonly on: string;
}

/** Hosts whose proxies are watched: one connection each, nothing runs on a host between two looks. */
async function watches(folders: Workspace, { pool, on }: MetricsOptions): Promise<readonly LaneWatch[]> {
  const stage = await openStage(folders, pool);
  return selected(stage.pool.hosts, on).map((host) => laneWatch(stage, host));
}

const look = (all: readonly LaneWatch[]): Promise<readonly HostMetrics[]> =>
  eachHost(all, (watch) => watch.look());

/** One look. Its histograms hold what the proxies still remember: some 2,000 requests each. */
export async function metrics(
  folders: Workspace,
  options: MetricsOptions,
): Promise<{ readonly text: string; readonly away: readonly string[] }> {
  const all = await watches(folders, options);
  try {
    const seen = await look(all);
    const away = seen.filter(({ lanes }) => lanes === undefined).map(({ host }) => host);
    return { text: renderPrometheus(seen), away };
  } finally {
    for (const watch of all) watch.close();
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
  let isOver = false;
  const server = await servePage(serving.place, "/metrics", () => renderPrometheus(seen));
  const looking = (async () => {
    while (!isOver) {
      await serving.clock.sleep(serving.every);
      if (!isOver) seen = await look(all);
    }
  })();
  return {
    url: server.url,
    close: async () => {
      isOver = true;
      await server.close();
      for (const watch of all) watch.close();
      await looking;
    },
  };
}
