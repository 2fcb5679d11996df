import { expect, test } from "vitest";
import { EXIT, Failure } from "../../src/model/failure.ts";

const parts = {
  code: "host-unreachable",
  subject: "mac-01",
  saw: "no SSH connection to 10.0.7.11:22",
  hint: "check that the machine is on",
} as const;

test("a failure tells in one line what it is about, what was seen and what to do", () => {
  const failure = new Failure(parts);
  expect(failure.message).toBe("mac-01: no SSH connection to 10.0.7.11:22; check that the machine is on");
  expect(failure).toMatchObject({ ...parts, name: "Failure", exit: EXIT.error });
  expect(failure).toBeInstanceOf(Error);
});

test("a failure keeps its cause and its own exit code", () => {
  const cause = new Error("ECONNREFUSED");
  expect(new Failure({ ...parts, cause, exit: EXIT.leaseHeld })).toMatchObject({ cause, exit: 5 });
});

test("exit codes are told apart, and stay clear of those of the shell but for a verb that was stopped", () => {
  const codes = Object.values(EXIT);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes.filter((code) => code >= 126)).toEqual([EXIT.hungUp, EXIT.interrupted, EXIT.terminated]);
});
