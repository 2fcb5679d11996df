import { describe, expect, test } from "vitest";
import { pinChanges } from "../../src/inventory/pin-changes.ts";
import { type Digest, digestOf } from "../../src/model/digest.ts";
import type { Lock } from "../../src/model/lock.ts";
import { guardPins } from "../../src/run/pin.ts";
import { smallLock, without } from "../inventory/locks.ts";

const OLLAMA = "artifacts.ollama@0.35.1.sha256";
const CHAT = "models.chat.manifest";
const HOST_KEY = "hosts.mac-01.hostKey";
const OTHER_KEY = "ssh-ed25519 BBBB";

const artifact = (change: object): Lock =>
  ({
    ...smallLock,
    artifacts: { ...smallLock.artifacts, "ollama@0.35.1": { ...ollama, ...change } },
  }) as Lock;
const ollama = (smallLock.artifacts as Readonly<Record<string, object>>)["ollama@0.35.1"];

const chat = (change: object): Lock =>
  ({ ...smallLock, models: { chat: { ...smallLock.models["chat"], ...change } } }) as Lock;

const host = (change: object): Lock =>
  ({
    ...smallLock,
    hosts: { ...smallLock.hosts, "mac-01": { ...smallLock.hosts["mac-01"], ...change } },
  }) as Lock;

const otherBytes: Digest = digestOf("other bytes");

/** The outcome of a pin that found `after`, with `accepted` on the command line. */
function outcome(before: Lock | undefined, after: Lock, accepted: readonly string[] = []): string {
  try {
    guardPins({ lock: after, changes: pinChanges(before, after) }, accepted);
    return "written";
  } catch (error) {
    expect(error).toMatchObject({ code: "pin-moved" });
    return (error as Error).message;
  }
}

describe("what nobody asked to move is refused", () => {
  test.each([
    ["bytes behind the same URL", artifact({ sha256: otherBytes }), OLLAMA, otherBytes],
    ["a tag that means another manifest", chat({ manifest: otherBytes }), CHAT, otherBytes],
    ["a host key", host({ hostKey: OTHER_KEY }), HOST_KEY, OTHER_KEY],
  ])("%s, by name and with the way to accept it", (_, after, path, now) => {
    const said = outcome(smallLock, after);
    expect(said).toContain(`${path}: `);
    expect(said).toContain(`is ${now}`);
    expect(said).toContain("the lock was not written");
    expect(said).toContain(`--accept ${path}`);
  });

  test.each([
    ["bytes", artifact({ sha256: otherBytes }), OLLAMA],
    ["a manifest", chat({ manifest: otherBytes }), CHAT],
    ["a host key", host({ hostKey: OTHER_KEY }), HOST_KEY],
  ])("%s, until a person accepts that very pin", (_, after, path) => {
    expect(outcome(smallLock, after, ["models.other.manifest"])).not.toBe("written");
    expect(outcome(smallLock, after, [path])).toBe("written");
  });

  test("all of it at once, each with its own flag", () => {
    const both = { ...artifact({ sha256: otherBytes }), models: chat({ manifest: otherBytes }).models };
    expect(outcome(smallLock, both)).toContain(`--accept ${OLLAMA} --accept ${CHAT}`);
    expect(outcome(smallLock, both, [OLLAMA])).toContain(`--accept ${CHAT}`);
    expect(outcome(smallLock, both, [CHAT, OLLAMA])).toBe("written");
  });
});

describe("what was asked for moves by itself", () => {
  const os = { version: "26.2", build: "25C56", extra: "" };
  test.each([
    ["nothing", smallLock, smallLock],
    ["a first lock", undefined, smallLock],
    [
      "bytes of an artifact that comes from another URL",
      smallLock,
      artifact({ sha256: otherBytes, url: "https://m.example" }),
    ],
    ["the manifest of another tag", smallLock, chat({ manifest: otherBytes, tag: "8b" })],
    ["a model that is new", { ...smallLock, models: {} }, smallLock],
    ["a model that is gone", smallLock, { ...smallLock, models: {} }],
    ["a host that is new", { ...smallLock, hosts: without(smallLock.hosts, "mac-01") }, smallLock],
    ["another ladder", smallLock, { ...smallLock, ladder: otherBytes }],
    ["the system of a host: the ladder proves it", smallLock, host({ os })],
  ])("%s", (_, before, after) => {
    expect(outcome(before, after)).toBe("written");
  });
});
