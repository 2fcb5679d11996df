import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Machine } from "./machine.ts";

let machine: Machine;

beforeEach(() => {
  machine = new Machine();
});
afterEach(() => machine.remove());

const INSTALL = "-o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends";

test("nothing is missing: nothing is said and nothing is done", async () => {
  machine.noting("npm").noting("apt-get");
  expect(await machine.setup()).toEqual({ code: 0, text: "", calls: [] });
});

test.each([
  ["v18.20.4", 1],
  ["v20.18.3", 1],
  ["v20.19.0", 0],
  ["v20.20.2", 0],
  ["v22.3.0", 0],
])("Node %s ends with %i", async (version, code) => {
  const outcome = await machine.program("node", `echo ${version}`).setup();
  expect(outcome.code).toBe(code);
  if (code === 1)
    expect(outcome.text).toBe(
      `setup: Node ${version.slice(1)} is too old; Espalier needs Node 20.19 or newer: https://nodejs.org/en/download\n`,
    );
});

test("no Node at all says where to get it", async () => {
  expect(await machine.without("node").setup()).toMatchObject({
    code: 1,
    text: expect.stringContaining("Node is missing"),
  });
});

test("a clean clone gets its npm packages, once", async () => {
  machine.fresh();
  const first = await machine.setup();
  expect(first).toEqual({
    code: 0,
    text: "setup: installing npm packages\n",
    calls: ["npm install --no-save --no-audit --no-fund --loglevel=error"],
  });
  expect(await machine.setup()).toMatchObject({ code: 0, text: "", calls: first.calls });
});

test("a package-lock.json newer than the packages installs them again", async () => {
  const { code, calls } = await machine.noting("npm").installed(-1).setup();
  expect(code).toBe(0);
  expect(calls).toHaveLength(1);
});

test("npm that fails is one clear error", async () => {
  const { code, text } = await machine.program("npm", "exit 7").installed(-1).setup();
  expect([code, text]).toEqual([
    1,
    "setup: installing npm packages\nsetup: npm install failed (see above)\n",
  ]);
});

test("two at once install once", async () => {
  machine.fresh();
  const both = await Promise.all([machine.setup(), machine.setup()]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect((await machine.setup()).calls).toHaveLength(1);
});

test("the lock of a run that died is taken over", async () => {
  const { pid } = spawnSync("true");
  expect(await machine.fresh().lockOf(String(pid)).setup()).toMatchObject({
    code: 0,
    calls: [expect.any(String)],
  });
});

test("root installs missing programs with apt-get, and leaves their services off", async () => {
  machine.without("shellcheck", "curl").program("id", "echo 0").noting("systemctl");
  machine.noting(
    "apt-get",
    `case "$*" in *install*) ${machine.bringing("shellcheck")}; ${machine.bringing("curl")};; esac`,
  );
  const { code, text, calls } = await machine.setup();
  expect([code, text]).toEqual([0, "setup: installing shellcheck curl with apt-get\n"]);
  expect(calls).toEqual(["apt-get update -qq", `apt-get ${INSTALL} shellcheck curl`]);
  expect(await machine.setup()).toMatchObject({ code: 0, text: "", calls });
});

test("a plain user installs through sudo that asks nothing", async () => {
  machine
    .without("openssl")
    .noting("apt-get", machine.bringing("openssl"))
    .noting("sudo", '[ "$1" = -n ] && shift; "$@"');
  const { code, calls } = await machine.setup();
  expect(code).toBe(0);
  expect(calls).toContain("sudo -n true");
  expect(calls.at(-1)).toBe(`apt-get ${INSTALL} openssl`);
});

test("a plain user without sudo is told the command", async () => {
  const { code, text, calls } = await machine.without("curl", "openssl").noting("apt-get").setup();
  expect(code).toBe(1);
  expect(text).toContain("install them with: sudo apt-get install curl openssl\n");
  expect(calls).toEqual([]);
});

test("stale package lists are no reason to give up", async () => {
  machine
    .without("curl")
    .program("id", "echo 0")
    .program("apt-get", `[ "$1" != update ] && ${machine.bringing("curl")}`);
  expect((await machine.setup()).code).toBe(0);
});

test("apt-get that fails is one clear error", async () => {
  machine.without("curl").program("id", "echo 0").program("apt-get", "exit 100");
  expect(await machine.setup()).toMatchObject({
    code: 1,
    text: expect.stringContaining("could not install: curl\n"),
  });
});

test("a package that does not bring its program is not believed", async () => {
  machine.without("curl").program("id", "echo 0").program("apt-get");
  expect(await machine.setup()).toMatchObject({
    code: 1,
    text: expect.stringContaining("still not on the PATH: curl"),
  });
});

test("a Mac installs with brew, as the user", async () => {
  const { code, calls } = await machine
    .without("shellcheck")
    .noting("brew", machine.bringing("shellcheck"))
    .setup();
  expect([code, calls]).toEqual([0, ["brew install --quiet shellcheck"]]);
});

test("neither apt-get nor brew: the error lists what to install", async () => {
  const { code, text } = await machine.without("shellcheck", "openssl").setup();
  expect(code).toBe(1);
  expect(text).toContain("neither apt-get nor brew to bring them: shellcheck openssl\n");
});

test("neither terraform nor tofu: the error says how to get one", async () => {
  const { code, text } = await machine.without("terraform").setup();
  expect(code).toBe(1);
  expect(text).toContain("https://developer.hashicorp.com/terraform/install");
  expect(text).toContain("brew install opentofu");
});

test.each([
  ["tofu in place of terraform", "tofu", {}],
  ["a terraform that is named", "terraform-1.11", { TERRAFORM_BINARY_NAME: "terraform-1.11" }],
])("%s will do", async (_, name, environment) => {
  expect(await machine.without("terraform").program(name).setup(environment)).toMatchObject({
    code: 0,
    text: "",
  });
});

test("the script is clean for shellcheck", () => {
  const { status, stdout } = spawnSync("shellcheck", ["scripts/setup.sh"], { encoding: "utf8" });
  expect([status, stdout]).toEqual([0, ""]);
});
