import { describe, expect, it } from "vitest";
import type { AuditLine } from "../../src/model/audit.ts";
import { auditHost } from "../../src/operations/audit.ts";
import { convergedFacts, patched, wishFor } from "../fakes/wish.ts";

const wish = wishFor();
const slotsIn = (patch: unknown): AuditLine | undefined =>
  auditHost(wish, patched(convergedFacts(wish), patch)).find(({ field }) => field === "slots of ollama");

describe("the slots that Ollama tells", () => {
  it.each([
    ["what the inventory asks for", [{ slots: 4, context: 8192 }], true, "4 x 8192 tokens"],
    ["fewer, as without its variable", [{ slots: 1, context: 8192 }], false, "1 x 8192 tokens"],
    ["a context that the server chose", [{ slots: 4, context: 0 }], false, "4 x 0 tokens"],
    [
      "a model in memory that is served one request after the other",
      [
        { slots: 4, context: 8192 },
        { slots: 1, context: 8192 },
      ],
      false,
      "4 x 8192 tokens, 1 x 8192 tokens",
    ],
    ["nothing", null, false, "no answer"],
  ])("%s", (_, ollama, agrees, saw) => {
    const wanted = "4 x 8192 tokens";
    expect(slotsIn({ engineSlots: { ollama } })).toEqual({
      field: "slots of ollama",
      wanted,
      saw,
      agrees,
    });
  });
});
