import { expect, test } from "vitest";
import { pinChanges } from "../../src/inventory/pin-changes.ts";
import { digestOf } from "../../src/model/digest.ts";
import type { ArtifactPin, HostPin, Lock, ModelPin } from "../../src/model/lock.ts";
import type { ArtifactName } from "../../src/model/pool.ts";
import { smallLock, without } from "./locks.ts";

const OLLAMA = "ollama@0.35.1";
const other = digestOf("other");

const ollama = (change: Partial<ArtifactPin>): Lock["artifacts"] => ({
  [OLLAMA as ArtifactName]: { ...(smallLock.artifacts[OLLAMA as ArtifactName] as ArtifactPin), ...change },
});

const withArtifact = (change: Partial<ArtifactPin>): Lock => ({
  ...smallLock,
  artifacts: { ...smallLock.artifacts, ...ollama(change) },
});

const withModel = (change: Partial<ModelPin>): Lock => ({
  ...smallLock,
  models: { chat: { ...(smallLock.models["chat"] as ModelPin), ...change } },
});

const withHost = (change: Partial<HostPin>): Lock => ({
  ...smallLock,
  hosts: { ...smallLock.hosts, "mac-02": { ...(smallLock.hosts["mac-02"] as HostPin), ...change } },
});

test.each<[string, Lock, readonly (readonly [path: string, why: string])[]]>([
  ["nothing", smallLock, []],
  [
    "the ladder",
    { ...smallLock, ladder: other },
    [["ladder", "the ladder changed: measurements before and after it cannot be compared"]],
  ],
  [
    "bytes behind one URL",
    withArtifact({ sha256: other }),
    [
      [
        `artifacts.${OLLAMA}.sha256`,
        `the bytes behind the URL of ${OLLAMA} changed: ask its publisher why before you take them`,
      ],
    ],
  ],
  [
    "URL and bytes",
    withArtifact({ sha256: other, url: "https://mirror.example.net/o.tgz" }),
    [
      [`artifacts.${OLLAMA}.url`, `the catalogue names another URL for ${OLLAMA}`],
      [`artifacts.${OLLAMA}.sha256`, `${OLLAMA} comes from another URL`],
    ],
  ],
  [
    "a moved tag",
    withModel({ manifest: other }),
    [["models.chat.manifest", "tag 4b of library/qwen3 moved"]],
  ],
  [
    "another model",
    withModel({ tag: "8b", manifest: other }),
    [
      ["models.chat.reference", "the inventory asks for another model under the name chat"],
      ["models.chat.manifest", "chat follows its new reference"],
    ],
  ],
  [
    "a host key",
    withHost({ hostKey: "ssh-ed25519 BBBB" }),
    [["hosts.mac-02.hostKey", "host key of mac-02 changed: prove out of band that this is the same machine"]],
  ],
  [
    "an OS",
    withHost({ os: { version: "26.1", build: "25B80", extra: "(a)" } }),
    [["hosts.mac-02.os", "the operating system of mac-02 changed"]],
  ],
  [
    "a host that left",
    { ...smallLock, hosts: without(smallLock.hosts, "mac-02") },
    [
      ["hosts.mac-02.hostKey", "mac-02 left the inventory"],
      ["hosts.mac-02.os", "mac-02 left the inventory"],
    ],
  ],
])("says why of %s", (_, after, wanted) => {
  expect(pinChanges(smallLock, after).map(({ path, why }) => [path, why])).toEqual(wanted);
});

test("a change names both values, for people", () => {
  expect(
    pinChanges(smallLock, withHost({ os: { version: "26.1", build: "25B80", extra: "(a)" } })),
  ).toMatchObject([{ was: "26.1 (25B78)", now: "26.1 (a) (25B80)" }]);
});

test("a new host is new in the inventory", () => {
  const before = { ...smallLock, hosts: without(smallLock.hosts, "mac-02") };
  const changes = pinChanges(before, smallLock);
  expect(changes.map(({ path, was, why }) => ({ path, was, why }))).toEqual([
    { path: "hosts.mac-02.hostKey", was: undefined, why: "mac-02 is new in the inventory" },
    { path: "hosts.mac-02.os", was: undefined, why: "mac-02 is new in the inventory" },
  ]);
});

test("the first lock tells every pin once", () => {
  const changes = pinChanges(undefined, smallLock);
  expect(changes).toHaveLength(1 + 3 * 2 + 2 + 2 * 2);
  expect(new Set(changes.map(({ why }) => why))).toEqual(new Set(["first lock of this pool"]));
});
