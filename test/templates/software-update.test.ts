import { expect, test } from "vitest";
import { layout } from "../../src/model/layout.ts";
import { renderOsUpdate } from "../../templates/host/os-update.ts";
import { softwareUpdateDeclarations } from "../../templates/software-update-declarations.ts";
import { smallPool } from "../inventory/files.ts";

const LIST = (more = ""): string => `os:
  allow:
    - { version: 26.6.2, build: 25G83, since: 2026-11-14${more} }
    - { version: 26.6.1, build: 25G70, since: 2026-10-01 }
waves:
`;
const listing = (more?: string) => smallPool(["waves:\n", LIST(more)]);

test("what an MDM declares: no update by itself, and the build that was listed last when its freeze is over", async () => {
  const text = `${JSON.stringify(softwareUpdateDeclarations(listing()), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot("../golden/templates/software-update.json");
});

test("a pool without an allow-list enforces no build", () => {
  expect(softwareUpdateDeclarations(smallPool()).map(({ Type }) => Type)).toEqual([
    "com.apple.configuration.softwareupdate.settings",
  ]);
});

test("an urgent build is due at once, and its token is another one", () => {
  const [, calm] = softwareUpdateDeclarations(listing());
  const [, urgent] = softwareUpdateDeclarations(listing(", urgent: a hole"));
  expect(urgent?.Payload["TargetLocalDateTime"]).toBe("2026-11-14T03:00:00");
  expect(urgent?.ServerToken).not.toBe(calm?.ServerToken);
});

test.each([
  ["unlocked", false],
  ["locked", true],
])("the update script of a disk that is %s is the reviewed text", async (name, locked) => {
  const text = renderOsUpdate(layout("/"), { label: "macOS Tahoe 26.6.2-25G83", owner: "admin", locked });
  await expect(text).toMatchFileSnapshot(`../golden/templates/host/os-update-${name}.sh`);
});
