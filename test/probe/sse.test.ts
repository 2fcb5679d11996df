import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SseReader } from "../../src/probe/reader/sse.ts";

const read = (...pieces: readonly (string | Buffer)[]) => {
  const reader = new SseReader();
  return [...pieces.flatMap((piece) => reader.read(Buffer.from(piece))), ...reader.end()];
};

describe("server-sent events", () => {
  test.each([
    { says: "one event", text: "data: a\n\n", events: ["a"] },
    { says: "without the space", text: "data:a\n\n", events: ["a"] },
    { says: "only one space is taken off", text: "data:  a\n\n", events: [" a"] },
    { says: "lines of one event are joined", text: "data: a\ndata: b\n\n", events: ["a\nb"] },
    {
      says: "carriage returns end lines too",
      text: "data: a\r\n\r\ndata: b\r\rdata: c\n\n",
      events: ["a", "b", "c"],
    },
    {
      says: "comments and other fields are passed over",
      text: ": ping\nid: 7\nretry: 1\ndata: a\n\n",
      events: ["a"],
    },
    { says: "empty lines are no events", text: "\n\n\ndata: a\n\n\n\n", events: ["a"] },
    { says: "the last empty line may be missing", text: "data: a\n\ndata: b", events: ["a", "b"] },
    { says: "a colon in the data belongs to it", text: 'data: {"a":1}\n\n', events: ['{"a":1}'] },
  ])("$says", ({ text, events }) => {
    expect(read(text).map(({ data }) => data)).toEqual(events);
  });

  test("an event may have a name, the next one has it no more", () => {
    expect(read("event: error\ndata: a\n\ndata: b\n\n").map(({ name }) => name)).toEqual([
      "error",
      "message",
    ]);
  });

  test("bytes may be split anywhere, also inside a letter", () => {
    const stream = Buffer.from("event: x\r\ndata: Bäume 🍐\r\n\r\n: c\ndata: a\ndata: b\n\ndata: [DONE]\n\n");
    const whole = read(stream);
    expect(whole).toHaveLength(3);
    const cuts = fc.array(fc.nat(stream.length), { maxLength: 12 });
    fc.assert(
      fc.property(cuts, (positions) => {
        const marks = [0, ...positions.sort((a, b) => a - b), stream.length];
        const pieces = marks.slice(1).map((mark, index) => stream.subarray(marks[index], mark));
        expect(read(...pieces)).toEqual(whole);
      }),
    );
  });
});
