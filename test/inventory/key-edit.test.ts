import { expect, test } from "vitest";
import { editKeys, type KeyEdit, nextId } from "../../src/inventory/key-edit.ts";
import { digestOf } from "../../src/model/digest.ts";
import { fileText } from "./files.ts";

const EXAMPLE = fileText("inventory/example.yaml");
const comments = (text: string): readonly string[] => text.match(/#.*$/gm) ?? [];
const key = { id: "web-2", owner: "alice", sha256: digestOf("k"), expires: "2027-01-01" };

const CASES: readonly (readonly [string, KeyEdit, string, string])[] = [
  ["adds a key", { kind: "add", key }, "", "id: web-2"],
  ["lets a key end", { kind: "end", id: "web-1", on: "2026-12-04" }, "", "expires: 2026-12-04"],
  ["removes a key", { kind: "remove", id: "web-1" }, "id: web-1", ""],
];

test.each(CASES)("%s and keeps every comment", (_, edit, gone, came) => {
  const next = editKeys(EXAMPLE, "interactive", [edit]);
  expect(comments(next)).toEqual(comments(EXAMPLE));
  if (gone) expect(next).not.toContain(gone);
  expect(next).toContain(came);
});

test("a lane without keys gets its first", () => {
  expect(editKeys("lanes:\n  batch: { owner: x }\n", "batch", [{ kind: "add", key }])).toContain(key.sha256);
});

test.each([
  ["an unknown lane", "nope", "web-1"],
  ["an unknown key", "interactive", "nope"],
])("refuses %s", (_, lane, id) => {
  expect(() => editKeys(EXAMPLE, lane, [{ kind: "remove", id }])).toThrow();
});

test.each([
  ["web-1", [], "web-2"],
  ["web-1", ["web-2"], "web-3"],
  ["nightly", [], "nightly-2"],
])("after %s comes the next free id", (id, taken, next) => {
  expect(nextId(id, taken)).toBe(next);
});
