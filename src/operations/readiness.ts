import type { HostFacts, ServiceFact } from "../model/facts.ts";
import { Failure } from "../model/failure.ts";
import { engineLabel, PROXY_LABEL } from "../model/layout.ts";
import { absentModels } from "./model.ts";
import { servingEngines } from "./ports.ts";
import type { HostWish } from "./wish.ts";

/** What of a host does not answer that these of its models need: what was seen of it, and where its log lies. */
function silence(wish: HostWish, facts: HostFacts, models: readonly string[]): readonly string[] {
  const engines = servingEngines(wish, facts).filter(({ engine }) =>
    models.some((model) => wish.pool.models[model]?.engine === engine.name),
  );
  const { logs } = wish.layout;
  const silent = engines
    .filter(({ engine }) => !facts.answering.includes(engine.name))
    .map(
      ({ job }) =>
        `its engine ${job} does not answer (${seen(facts, engineLabel(job))}; log ${logs}/${job}.log)`,
    );
  const proxy = `its proxy does not answer (${seen(facts, PROXY_LABEL)}; log ${logs}/haproxy.log)`;
  return facts.proxyStatus === 0 ? [...silent, proxy] : silent;
}

/** What keeps a host from serving these models at once: what does not answer, and what is not in memory. */
export function unreadiness(wish: HostWish, facts: HostFacts, models: readonly string[]): readonly string[] {
  const absent = absentModels(wish, facts).filter(
    ({ model }) => models.includes(model.name) && facts.answering.includes(model.engine),
  );
  return [
    ...silence(wish, facts, models),
    ...absent.map(({ model }) => `${model.name} is not resident under its pinned digest`),
  ];
}

/** A host whose doors may be open and that cannot serve: nothing when all answers. */
export function deafHost(wish: HostWish, facts: HostFacts): Failure | undefined {
  const { pool, host } = wish;
  const silent = silence(wish, facts, host.models);
  if (silent.length === 0) return undefined;
  return new Failure({
    code: "host-unready",
    subject: host.id,
    saw: `${silent.join(", ")}: open doors do not help, its clients get 503`,
    hint: `read the log on the host; \`espalier apply ${pool.id} --on ${host.id}\` starts what does not work, \`espalier drain ${pool.id} --on ${host.id}\` closes it meanwhile`,
  });
}

function seen({ services }: HostFacts, label: string): string {
  const service: ServiceFact | undefined = services.find((item) => item.label === label);
  if (service?.loaded !== true) return `its job ${label} is not loaded`;
  const ended = /^\d/.test(service.lastExit ?? "") ? `, last exit ${service.lastExit}` : "";
  return `its job ${label} is ${service.state ?? "in an unknown state"}${ended}`;
}
