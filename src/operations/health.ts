import type { Engine } from "../model/engine.ts";
import { engineLabel, PROXY_LABEL } from "../model/layout.ts";
import { apiOf, servedName } from "./engines/engines.ts";
import { hostModels, type PinnedModel } from "./model.ts";
import { hostEngines, hostGateway, standbyEngine } from "./ports.ts";
import type { HostWish } from "./wish.ts";

/** How long the proxy may take to see a healthy engine, seconds. */
const PROXY_PATIENCE = 30;

/** Ollama itself says of a model that it embeds; of the others it must be known. */
const asked = ({ model }: PinnedModel, engine: Engine): string =>
  model.embeds && apiOf(engine) === "openai" ? "openai-vector" : apiOf(engine);

/**
 * `health.list` of a release: what must answer before the release counts as up. `token` lines name port,
 * model, seconds, label, what is asked and the port of the standby, if there is one; the `page` line names address, a dash,
 * seconds and label.
 */
export function healthList(source: Pick<HostWish, "pool" | "host" | "lock">): string {
  const { pool, host } = source;
  const engines = hostEngines(pool, host);
  const tokens = hostModels(source).flatMap((item) =>
    engines
      .filter(({ engine }) => engine.name === item.model.engine)
      .map((one) => {
        const { engine, port } = one;
        const seconds = Math.ceil(engine.healthDeadline / 1000);
        const standby = standbyEngine(source, one)?.port;
        const words = [
          port,
          servedName(source, item),
          seconds,
          engineLabel(engine.name),
          asked(item, engine),
        ];
        return `token ${[...words, ...(standby === undefined ? [] : [standby])].join(" ")}\n`;
      }),
  );
  const page = `http://127.0.0.1:${hostGateway(pool, host).metricsPort}/healthz`;
  return `${tokens.join("")}page ${page} - ${PROXY_PATIENCE} ${PROXY_LABEL}\n`;
}
