import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { SimulatedHost } from "../../simulator/pool.ts";
import type { HostHoldings } from "../../src/model/holding.ts";
import type { HostSpec } from "../../src/model/spec.ts";
import { holdAt } from "./hold.ts";
import { type Change, type Orchard, orchard } from "./orchard.ts";
import { deeds, hostEnd } from "./program.ts";
import { expectServing, isDrained, specOf } from "./standing.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let grove: Orchard;
let host: SimulatedHost;

beforeAll(async () => {
  grove = await orchard({ hosts: 1 });
  host = grove.host("mac-01");
  await grove.pinned();
  expect((await grove.espalier("apply", "orchard")).exit).toBe(0);
});
afterAll(() => grove.stop());

/** Runs a verb of the person on call. */
const verb = (name: string) => grove.espalier(name, "orchard", "--on", "mac-01", "--because", "it is slow");

describe("rollback", () => {
  let older: HostSpec;
  let newer: HostSpec;
  beforeAll(async () => {
    older = await specOf(grove, host);
    await grove.pinned([["engines", "ollama", "artifact"], "ollama@0.35.2"]);
    newer = await specOf(grove, host);
    expect((await grove.espalier("apply", "orchard")).exit).toBe(0);
    await expectServing(host, newer);
  });

  test("cut short goes on in the same direction when it is run again", async () => {
    const hold = holdAt(host, { program: "launchctl", words: "LaunchDaemons/com.espalier.ollama.plist" });
    const cut = grove.start("rollback", "orchard", "--on", "mac-01");
    await hold.reached();
    await cut.kill();
    hold.release();
    expect((await verb("rollback")).exit).toBe(0);
    await expectServing(host, older);
  });

  test("a second time finds nothing older, and does nothing", async () => {
    const again = await verb("rollback");
    expect([again.exit, deeds(again)]).toEqual([0, []]);
    await expectServing(host, older);
  });

  test("is answered by an inventory that wants the older release again: it is proven still, nothing climbs", async () => {
    await grove.pinned([["engines", "ollama", "artifact"], "ollama@0.35.1"]);
    const ended = await grove.espalier("apply", "orchard");
    expect([ended.exit, deeds(ended)]).toEqual([0, []]);
    await grove.pinned([["engines", "ollama", "artifact"], "ollama@0.35.2"]);
    expect((await grove.espalier("apply", "orchard")).exit).toBe(0);
    await expectServing(host, newer);
  });
});

describe("a release that a crash left unproven", () => {
  let good: HostSpec;
  beforeAll(async () => {
    good = await specOf(grove, host);
    await grove.pinned([["lanes", "interactive", "queue"], 63]);
    const run = grove.start("apply", "orchard");
    await run.tells((event) => event.kind === "step-started" && event.step === "ladder rung 1");
    await run.kill();
  });

  test("is not let loose by undrain", async () => {
    const refused = await verb("undrain");
    expect(refused.exit).toBe(1);
    expect(hostEnd(refused, "mac-01").note).toMatch(
      /^mac-01: release [0-9a-f]{12} serves, [0-9a-f]{12} has passed the gate; run `espalier deploy` to prove it, or `espalier rollback`/,
    );
    expect(isDrained(host)).toBe(true);
  });

  test("is left for the proven one by rollback", async () => {
    expect((await verb("rollback")).exit).toBe(0);
    await expectServing(host, good);
    await grove.pinned([["lanes", "interactive", "queue"], 64]);
  });
});

test("a model whose tag was moved with our consent is served anew, and rollback brings the old one back to memory", async () => {
  const resident = async (): Promise<string> => {
    const reply = await fetch(`http://127.0.0.1:${host.ollamaPort}/api/ps`);
    const { models } = (await reply.json()) as { models: readonly { readonly digest: string }[] };
    return models.map(({ digest }) => digest).join();
  };
  const before = await resident();
  await grove.strike("mac-01", "moved-tag");
  expect((await grove.espalier("pin", "orchard", "--accept", "models.chat.manifest")).exit).toBe(0);
  expect((await grove.espalier("apply", "orchard")).exit).toBe(0);
  const after = await resident();
  expect(after).toMatch(/^[0-9a-f]{64}$/);
  expect(after).not.toBe(before);
  expect((await grove.espalier("rollback", "orchard", "--on", "mac-01")).exit).toBe(0);
  expect(await resident()).toBe(before);
});

describe("models that nobody wants any more", () => {
  const serve = (repository: string, tag: string): readonly Change[] => [
    [["models", "chat", "repository"], repository],
    [["models", "chat", "tag"], tag],
  ];
  const held = async () => {
    const { lines } = await grove.espalier("models", "list", "orchard");
    const told = lines.find(({ kind }) => kind === "models") as unknown as { hosts: readonly HostHoldings[] };
    return Object.fromEntries(
      told.hosts.flatMap(({ models }) =>
        models.map(({ name, wanted, loadedBy }) => [name, [...wanted, ...loadedBy]]),
      ),
    );
  };

  test("stay while there is a way back to them", async () => {
    await grove.pinned([["supply"], { retire: "after-pass" }], ...serve("library/llama3.2", "3b"));
    expect((await grove.espalier("apply", "orchard")).exit).toBe(0);
    expect(await held()).toEqual({
      "library/llama3.2:3b": ["pin", "current", "good", "ollama"],
      "library/qwen3:4b": ["previous"],
    });
  });

  test("stay when a release fails its gate, and so does what it has brought", async () => {
    await grove.pinned([["gates", "rules"], ["errors == 1"]], ...serve("library/qwen3", "4b-mlx"));
    expect((await grove.espalier("apply", "orchard")).exit).toBe(3);
    expect(await held()).toMatchObject({
      "library/llama3.2:3b": ["current", "good", "ollama"],
      "library/qwen3:4b": ["previous"],
      "library/qwen3:4b-mlx": ["pin"],
    });
  });

  test("leave memory and disk when the next one has passed, and the plan finds nothing more to do", async () => {
    await grove.pinned([["gates", "rules"], ["errors == 0"]]);
    expect((await grove.espalier("apply", "orchard")).exit).toBe(0);
    expect(await held()).toEqual({
      "library/llama3.2:3b": ["previous"],
      "library/qwen3:4b-mlx": ["pin", "current", "good", "ollama"],
    });
    expect((await grove.espalier("plan", "orchard")).exit).toBe(0);
    expect((await verb("rollback")).exit).toBe(0);
    expect(await held()).toMatchObject({ "library/llama3.2:3b": ["current", "good", "previous", "ollama"] });
  });
});
