import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDuration, formatSize, parseDuration, parseSize } from "../../src/model/units.ts";

describe("a duration", () => {
  test.each([
    ["250 ms", 250],
    ["250ms", 250],
    ["10s", 10_000],
    ["1.5 s", 1500],
    ["5m", 300_000],
    ["1.5h", 5_400_000],
    [" 2 s ", 2000],
    ["0s", 0],
  ])("%j is %i ms", (text, value) => {
    expect(parseDuration(text)).toBe(value);
  });

  test.each([
    "",
    "10",
    "s",
    "-1s",
    "1 d",
    "1e3s",
    "1.s",
    ".5s",
    "1s 5ms",
    "1 MiB",
    "1 S",
    "Infinity s",
    "1_000ms",
  ])("%j is none", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  test.each([
    [0, "0 ms"],
    [0.4, "0 ms"],
    [999.4, "999 ms"],
    [999.6, "1.0 s"],
    [12_345, "12.3 s"],
    [59_949, "59.9 s"],
    [59_960, "1m 00s"],
    [245_000, "4m 05s"],
    [3_599_600, "60m 00s"],
  ])("of %d ms reads %j", (value, text) => {
    expect(formatDuration(value)).toBe(text);
  });
});

describe("a size", () => {
  test.each([
    ["812 B", 812],
    ["1 KiB", 1024],
    ["512MiB", 536_870_912],
    ["2.6 GiB", 2_791_728_742],
    ["1 TiB", 1_099_511_627_776],
    ["0.5 B", 1],
  ])("%j is %i bytes", (text, value) => {
    expect(parseSize(text)).toBe(value);
  });

  test.each(["", "1", "1 GB", "1 kB", "1 gib", "GiB", "-1 GiB", "1 GiB free", "0x10 B"])(
    "%j is none",
    (text) => {
      expect(parseSize(text)).toBeUndefined();
    },
  );

  test.each([
    [0, "0 B"],
    [1023, "1023 B"],
    [1024, "1.0 KiB"],
    [1536, "1.5 KiB"],
    [1_048_575, "1.0 MiB"],
    [68_719_476_736, "64.0 GiB"],
    [2 ** 50, "1024.0 TiB"],
    [-1536, "-1.5 KiB"],
  ])("of %d bytes reads %j", (value, text) => {
    expect(formatSize(value)).toBe(text);
  });
});

test("what is printed can be read again, within what its digits hold", () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 45 }), (value) => {
      expect(Math.abs((parseSize(formatSize(value)) ?? -1) - value)).toBeLessThanOrEqual(0.05 * value);
    }),
  );
  fc.assert(
    fc.property(fc.nat({ max: 59_949 }), (value) => {
      expect(Math.abs((parseDuration(formatDuration(value)) ?? -1) - value)).toBeLessThanOrEqual(50);
    }),
  );
});
