import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { displayName, parseName } from "../../simulator/engine/ollama/names.ts";
import { Slots } from "../../simulator/engine/slots.ts";
import { parsePlist } from "../../simulator/launchd/plist.ts";
import { renderPlist } from "../../templates/launchd-plist.ts";

/** The same queue as a list: who is inside, who waits, who was let in and in which order. */
class Queue {
  readonly #slots: Slots;
  readonly served: number[] = [];
  #waiting: AbortController[] = [];
  #inside = 0;
  #arrived = 0;

  constructor(slots: Slots) {
    this.#slots = slots;
  }

  get counts() {
    return { busy: this.#inside, waiting: this.#waiting.length };
  }

  comes(): void {
    const id = this.#arrived;
    this.#arrived += 1;
    const gone = new AbortController();
    this.#slots.acquire(gone.signal).then(
      () => this.served.push(id),
      () => undefined,
    );
    if (this.#inside < this.#slots.size) this.#inside += 1;
    else this.#waiting.push(gone);
  }

  ends(): void {
    if (this.#inside === 0) return;
    this.#slots.release();
    if (this.#waiting.shift() === undefined) this.#inside -= 1;
  }

  givesUp(which: number): void {
    const [leaver] = this.#waiting.splice(which % Math.max(1, this.#waiting.length), 1);
    leaver?.abort();
  }
}

test("with k slots, stream k + 1 waits, and who waits is served in the order of arrival", async () => {
  /** A stream comes, one ends, or the n-th of those who wait gives up. */
  const happening = fc.oneof(
    fc.constant((queue: Queue) => queue.comes()),
    fc.constant((queue: Queue) => queue.ends()),
    fc.nat(20).map((which) => (queue: Queue) => queue.givesUp(which)),
  );
  const story = fc.array(happening, { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 5 }), story, async (k, events) => {
      const slots = new Slots(k);
      const queue = new Queue(slots);
      for (const event of events) {
        event(queue);
        await Promise.resolve();
        expect({ busy: slots.busy, waiting: slots.waiting }).toEqual(queue.counts);
      }
      expect(queue.served).toEqual([...queue.served].sort((one, other) => one - other));
    }),
  );
});

describe("names", () => {
  const part = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,8}$/);

  test("what the API prints names the same model again", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("registry.ollama.ai", "127.0.0.1:20001", "mirror.example"),
        part,
        part,
        part,
        (host, space, model, tag) => {
          const name = { host, repository: `${space}/${model}`, tag };
          expect(parseName(displayName(name))).toEqual(name);
        },
      ),
    );
  });
});

test("launchd reads back every string that the template writes", () => {
  const text = fc
    .string({ unit: "grapheme", minLength: 1 })
    .filter((word) => /^[^\p{Cc}\p{Cs}]+$/u.test(word) && word.trim() === word);
  fc.assert(
    fc.property(text, text, (label, word) => {
      const xml = renderPlist({
        label,
        programArguments: ["/bin/echo", word],
        userName: "_espalier",
        groupName: "_espalier",
        environment: { WORD: word },
        workingDirectory: "/",
        runAtLoad: true,
        keepAlive: true,
        throttleInterval: 15,
        exitTimeOut: 30,
        processType: "Interactive",
        numberOfFiles: 1,
        coreDumps: false,
        standardOutPath: "/dev/null",
        standardErrorPath: "/dev/null",
      });
      expect(parsePlist(xml)).toMatchObject({
        Label: label,
        ProgramArguments: ["/bin/echo", word],
        EnvironmentVariables: { WORD: word },
        KeepAlive: true,
        ThrottleInterval: 15,
      });
    }),
  );
});

test("a cut property list is never accepted", () => {
  const whole =
    '<plist version="1.0"><dict><key>a</key><array><integer>1</integer><true/></array></dict></plist>';
  fc.assert(
    fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (at) => {
      expect(() => parsePlist(whole.slice(0, at))).toThrow(SyntaxError);
    }),
  );
});
