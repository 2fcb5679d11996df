import { isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";
import { EXIT, Failure } from "../model/failure.ts";
import type { LaneKey } from "../model/lane.ts";

/** One change of the keys of a lane. */
export type KeyEdit =
  | { readonly kind: "add"; readonly key: LaneKey }
  | { readonly kind: "end"; readonly id: string; readonly on: string }
  | { readonly kind: "remove"; readonly id: string };

/** The text of a pool with the keys of one lane changed; comments and order stay, spacing may not. Throws when lane or key is not there. */
export function editKeys(text: string, lane: string, edits: readonly KeyEdit[]): string {
  const document = parseDocument(text);
  if (!document.hasIn(["lanes", lane])) throw missingKey(lane, "there is no such lane in the pool");
  if (!document.hasIn(["lanes", lane, "keys"]))
    document.setIn(["lanes", lane, "keys"], document.createNode([]));
  const keys = document.getIn(["lanes", lane, "keys"]);
  if (!isSeq<YAMLMap>(keys)) throw missingKey(lane, "its keys are no list");
  for (const edit of edits) change(keys, lane, edit);
  if (edits.some(({ kind }) => kind === "add")) keys.flow = false;
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function change(keys: YAMLSeq<YAMLMap>, lane: string, edit: KeyEdit): void {
  if (edit.kind === "add") {
    keys.add({ ...edit.key } as unknown as YAMLMap);
    return;
  }
  const index = keys.items.findIndex((key) => isMap(key) && key.get("id") === edit.id);
  const found = keys.items[index];
  if (found === undefined) throw missingKey(`${lane} ${edit.id}`, "the lane has no key with that id");
  if (edit.kind === "end") found.set("expires", edit.on);
  else keys.delete(index);
}

/** A lane or key that an edit names and the pool does not have. */
export const missingKey = (subject: string, saw: string): Failure =>
  new Failure({
    code: "key-missing",
    subject,
    saw,
    hint: "`espalier keys list` shows lanes and ids",
    exit: EXIT.usage,
  });

/** The id after `web-1`: `web-2`, or the first number behind it that is free. */
export function nextId(id: string, taken: readonly string[]): string {
  const [, stem = id, number = "1"] = /^(.*?)-?(\d+)$/.exec(id) ?? [];
  let next = Number(number) + 1;
  while (taken.includes(`${stem}-${next}`)) next += 1;
  return `${stem}-${next}`;
}
