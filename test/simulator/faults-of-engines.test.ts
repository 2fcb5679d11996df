import { afterAll, beforeAll, expect, test } from "vitest";
import { type SimulatedHost, type SimulatedPool, startPool } from "../../simulator/pool.ts";
import { footprintQuestion, parseFootprint } from "../../src/facts/footprints.ts";
import { layout } from "../../src/model/layout.ts";
import { quoted } from "../../templates/host/quote.ts";
import { eventually } from "../eventually.ts";
import { type OtherEngine, otherEngines } from "./other-engines.ts";
import { field, onHost, raze } from "./shell.ts";

let pool: SimulatedPool;
let host: SimulatedHost;
/** llama-server, mlx_lm.server and LM Studio, all on this host. */
let engines: readonly OtherEngine[];

const hit = (kind: string) => pool.fault(host.id, kind);
const mend = (kind: string) => pool.fault(host.id, kind, { clear: true });
const state = async ({ label }: OtherEngine, name: string) =>
  field((await onHost(host, `launchctl print system/${label}`)).out, name);
/** Milliseconds to one token after a prompt of 512; infinite when none came within `patience`. */
const token = async ({ url }: OtherEngine, patience = 2000): Promise<number> => {
  const body = JSON.stringify({ prompt: "word ".repeat(512), max_tokens: 1 });
  const begun = performance.now();
  const signal = AbortSignal.timeout(patience);
  const init = { method: "POST", body, signal };
  const [ok] = await fetch(`${url}/v1/completions`, init)
    .then(async (reply) => [reply.ok, await reply.text()])
    .catch(() => [false]);
  return ok === true ? performance.now() - begun : Number.POSITIVE_INFINITY;
};
const each = (deed: (engine: OtherEngine) => Promise<unknown>) => Promise.all(engines.map(deed));
const allWell = () =>
  each((engine) => eventually(`${engine.name} generates`, async () => Number.isFinite(await token(engine))));

beforeAll(async () => {
  pool = await startPool({ hosts: 1, throttleScale: 0.02 });
  [host] = pool.hosts as [SimulatedHost];
  engines = await otherEngines(pool, host);
  await allWell();
});
afterAll(() => raze(pool));

test("they are killed once and come back", async () => {
  const runs = await Promise.all(engines.map((engine) => state(engine, "runs")));
  await hit("kill-engine");
  await each((engine) =>
    eventually(
      `${engine.name} starts anew`,
      async () => Number(await state(engine, "runs")) > Number(runs[engines.indexOf(engine)]),
    ),
  );
  await allWell();
});

test("they crash in a loop, and are well when the fault is cleared", async () => {
  const runs = await Promise.all(engines.map((engine) => state(engine, "runs")));
  await hit("crash-loop");
  await each((engine) =>
    eventually(
      `${engine.name} starts again and again`,
      async () => Number(await state(engine, "runs")) > Number(runs[engines.indexOf(engine)]) + 1,
    ),
  );
  expect(await Promise.all(engines.map((engine) => token(engine, 500)))).toEqual(
    engines.map(() => Number.POSITIVE_INFINITY),
  );
  await mend("crash-loop");
  await allWell();
}, 100_000);

test("they hang: they take connections and never answer", async () => {
  await hit("hang-engine");
  await each((engine) =>
    eventually(`${engine.name} answers nobody`, async () => !Number.isFinite(await token(engine, 300))),
  );
  await mend("hang-engine");
  await allWell();
});

test("they are slow to their first token", async () => {
  const before = await Promise.all(engines.map((engine) => token(engine)));
  await hit("slow-engine");
  await each((engine) =>
    eventually(
      `${engine.name} is slow`,
      async () => (await token(engine)) > 3 * (before[engines.indexOf(engine)] ?? 0),
    ),
  );
  await mend("slow-engine");
  await allWell();
});

test("they list their model behind a live port when what generates is dead", async () => {
  await hit("dead-runner");
  await each(async (engine) => {
    await eventually(`${engine.name} answers nobody`, async () => !Number.isFinite(await token(engine, 300)));
    expect(await (await fetch(engine.url + engine.lists)).text()).toContain("chat");
  });
  await mend("dead-runner");
  await allWell();
});

test("they leak, and the footprint of each grows, of LM Studio's daemon beside its job, too", async () => {
  const held = async ({ name }: OtherEngine) => {
    const { script } = footprintQuestion(layout(host.root), name);
    const { out, code } = await onHost(host, `sudo -n sh -c ${quoted(script)}`);
    return parseFootprint({ stdout: out, exit: code }) ?? 0;
  };
  const isWhole = (bytes: number): boolean => bytes > 1024 ** 2 * 60;
  const before = await Promise.all(
    engines.map((engine) =>
      eventually(`${engine.name} holds its model`, async () => {
        const bytes = await held(engine);
        return isWhole(bytes) && bytes;
      }),
    ),
  );
  await hit("memory-growth");
  await each((engine) =>
    eventually(
      `${engine.name} grows`,
      async () => (await held(engine)) > (before[engines.indexOf(engine)] ?? 0) + 1024 ** 3,
    ),
  );
  await mend("memory-growth");
});
