import { beforeEach, expect, test } from "vitest";
import { installPrograms } from "../../../simulator/mac/programs.ts";
import { accountQuestion, parseAccount } from "../../../src/facts/account.ts";
import { renderActScript } from "../../../templates/host/act-script.ts";
import { BareHost, deedOf } from "./bare-host.ts";

const host = new BareHost();
beforeEach(() => {
  installPrograms({ host: "mac-01", root: host.root, socket: "/nowhere" });
  record("Users/root", { UniqueID: "0" });
  record("Users/stranger", { UniqueID: "400" });
  record("Groups/wheel", { PrimaryGroupID: "0" });
});

function record(name: string, keys: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(keys)) host.file(`.mac/directory/${name}/${key}`, `${value}\n`);
}

const sh = (script: string) => host.sh(script, { env: { SUDO_USER: "llmops" } });

const ensure = () =>
  sh(renderActScript(host.layout, [deedOf(["ensure_account", "_espalier", "/opt/espalier"])]));

const read = (path: string): string => sh(`dscl . -read ${path}`).stdout;
const fact = (): boolean => {
  const { stdout, status } = sh(accountQuestion.script);
  return parseAccount({ stdout, exit: status ?? -1 });
};

test.each([
  ["nothing", {}, "401"],
  ["a group without a number", { Groups: {} }, "401"],
  ["a group", { Groups: { PrimaryGroupID: "417" } }, "417"],
  ["an account without a key", { Groups: { PrimaryGroupID: "417" }, Users: {} }, "417"],
  [
    "an account without its number",
    { Groups: { PrimaryGroupID: "417" }, Users: { UserShell: "/usr/bin/false", IsHidden: "1" } },
    "417",
  ],
  ["an account without its group", { Users: { UniqueID: "423" } }, "423"],
  [
    "a whole one that got a shell",
    { Groups: { PrimaryGroupID: "417" }, Users: { UniqueID: "423", UserShell: "/bin/zsh" } },
    "423",
  ],
])("%s becomes a whole account, and twice is once", (_, found, number) => {
  for (const [kind, keys] of Object.entries(found)) record(`${kind}/_espalier`, keys);
  expect(fact()).toBe(false);
  const ran = ensure();
  expect(ran.status, ran.stderr).toBe(0);
  expect(fact()).toBe(true);
  const whole = read("/Users/_espalier");
  expect(whole).toContain(`UniqueID: ${number}\n`);
  const [, group] = /PrimaryGroupID: (\d+)/.exec(whole) ?? [];
  expect(read("/Groups/_espalier")).toContain(`PrimaryGroupID: ${group}\n`);
  expect(ensure().status).toBe(0);
  expect(read("/Users/_espalier")).toBe(whole);
});

test("a number of the group that is an account's by now is refused, with what to do", () => {
  record("Groups/_espalier", { PrimaryGroupID: "400" });
  const ran = ensure();
  expect(ran.status).toBe(70);
  expect(ran.stderr).toContain(
    "the group _espalier has the number 400, which is an account's: dscl . -delete",
  );
});
