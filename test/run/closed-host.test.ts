import { describe, expect, test } from "vitest";
import type { Connection } from "../../src/connectors/connection.ts";
import type { HostFacts } from "../../src/model/facts.ts";
import { Failure } from "../../src/model/failure.ts";
import { closedFor } from "../../src/run/closed-host.ts";
import type { Scene } from "../../src/run/scene.ts";
import { allDone, cutOff, scriptedConnection } from "../fakes/connection.ts";
import { convergedFacts, patched, wishFor } from "../fakes/wish.ts";

const wish = wishFor();
const why = "an A/B of chat and next";
const scene: Scene = {
  pool: wish.pool.id,
  run: "20261130-070000-abcdef",
  clock: { now: () => 0, sleep: () => Promise.resolve(), nonce: () => "abcdef" },
  tell: () => undefined,
};

const lost = new Failure({
  code: "connection-lost",
  subject: "mac-01",
  saw: "the connection broke in mid-climb",
  hint: "run it again",
});
const fails = (): Promise<never> => Promise.reject(lost);
const works = (): Promise<void> => Promise.resolve();

interface Case {
  readonly connection?: Connection;
  readonly again?: () => Promise<Connection>;
  readonly work?: () => Promise<void>;
  readonly facts?: HostFacts;
}

/** What it ended with, and whether the host was closed and opened. */
async function closing({ connection, again, work = works, facts = convergedFacts(wish) }: Case) {
  const first = scriptedConnection(() => allDone);
  const second = scriptedConnection(() => allDone);
  const open = {
    wish,
    facts,
    folders: { home: "/nowhere", inventory: "/nowhere" },
    connection: connection ?? first,
    again: again ?? (() => Promise.resolve(second)),
  };
  const ended = await closedFor(scene, open, { why, work }).then(
    () => "done",
    (error: unknown) => error,
  );
  return {
    ended,
    closed: first.sent.length > 0,
    opened: second.sent.some((text) => /\bundrain\b/.test(text)),
  };
}

describe("a host that was open is opened again over a connection of its own", () => {
  test.each<readonly [string, Case, ended: unknown]>([
    ["when the work is done", {}, "done"],
    ["when the connection broke while it worked", { work: fails }, lost],
    [
      "when the connection broke while its doors closed",
      { connection: scriptedConnection(() => cutOff) },
      expect.objectContaining({ code: "connection-lost" }),
    ],
  ])("%s", async (_, given, ended) => {
    expect(await closing(given)).toMatchObject({ ended, opened: true });
  });
});

test("a host that somebody had drained stays drained", async () => {
  const facts = patched(convergedFacts(wish), { drained: true, held: true });
  expect(await closing({ facts, work: fails })).toMatchObject({ ended: lost, opened: false });
});

test("a host that cannot be reached any more is told as closed, with what came before", async () => {
  const away = new Failure({ code: "host-unreachable", subject: "mac-01", saw: "no answer", hint: "look" });
  const { ended } = await closing({ work: fails, again: () => Promise.reject(away) });
  expect(ended).toMatchObject({ code: "host-closed", hint: "run `espalier undrain orchard --on mac-01`" });
  expect((ended as Failure).saw).toContain("no answer");
  expect((ended as Failure).saw).toContain("the connection broke in mid-climb");
});

test("a host that could not be opened again is refused before it is closed", async () => {
  const facts = patched(convergedFacts(wish), { owed: ["ollama"] });
  expect(await closing({ facts })).toMatchObject({
    ended: expect.objectContaining({ code: "start-owed" }),
    closed: false,
  });
});
