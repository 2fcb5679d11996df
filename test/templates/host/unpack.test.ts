import { execFileSync } from "node:child_process";
import {
  chmodSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { parseUnpackedNames, releaseQuestions } from "../../../src/facts/releases.ts";
import { digestOf, hexOf } from "../../../src/model/digest.ts";
import { BareHost } from "./bare-host.ts";

const host = new BareHost();

/** Only root is given what an archive says of owners: bsdtar(1), `--same-owner`. */
const isRoot = process.getuid?.() === 0;
const STRANGER = 1001;

beforeEach(() => {
  // No group is called wheel here; the owner is what counts.
  host.program("chown", `echo "$*" >>'${host.root}/chowned'\nshift 2\nexec /bin/chown -Rh "$(id -u)" "$@"`);
});

const which = (name: string): string =>
  execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();

/** What a runner packs: setuid, writable by all, and a link that leads nowhere, all of a number that no Mac gave it. */
function archive(format: string): string {
  const packed = join(host.root, "packed/release");
  mkdirSync(join(packed, "lib"), { recursive: true });
  writeFileSync(join(packed, "engine"), "bytes");
  chmodSync(join(packed, "engine"), 0o6777);
  chmodSync(join(packed, "lib"), 0o777);
  symlinkSync("nowhere", join(packed, "lib/dangling"));
  const file = join(host.root, `archive.${format}`);
  const packing = { tgz: "-czf", "tar.xz": "-cJf", zip: "--format=zip -cf" }[format] ?? "";
  const owner = [
    "--uid",
    String(STRANGER),
    "--gid",
    String(STRANGER),
    "--uname",
    "runner",
    "--gname",
    "runner",
  ];
  execFileSync("bsdtar", [...owner, ...packing.split(" "), file, "-C", join(host.root, "packed"), "release"]);
  return file;
}

const install = (format: string, file: string) => {
  const sent = join(host.root, "sent");
  writeFileSync(sent, readFileSync(file));
  const directory = join(host.root, "opt/espalier/releases/engine/0123456789ab");
  mkdirSync(join(host.root, "opt/espalier/incoming"), { recursive: true });
  const hex = hexOf(digestOf(readFileSync(sent)));
  return { directory, ran: host.act("install_artifact", directory, hex, format, "1", "engine", sent) };
};

const ownerAndMode = (path: string): string => {
  const { uid, mode } = lstatSync(path);
  return `${uid} ${(mode & 0o7777).toString(8)}`;
};

describe.each([
  ["tar", "tgz"],
  ["tar", "tar.xz"],
  ["bsdtar", "tgz"],
  ["bsdtar", "tar.xz"],
  ["bsdtar", "zip"],
])("%s unpacks %s", (tar, format) => {
  beforeEach(() => host.program("tar", `echo "$*" >>'${host.root}/tarred'\nexec '${which(tar)}' "$@"`));

  test("asking for no owner and no mode of the archive", () => {
    const { ran } = install(format, archive(format));
    expect(ran.status, ran.stderr).toBe(0);
    expect(readFileSync(join(host.root, "tarred"), "utf8")).toMatch(
      /^--no-same-owner --no-same-permissions -x/,
    );
    expect(readFileSync(join(host.root, "chowned"), "utf8")).toMatch(
      /^-Rh root:wheel .*0123456789ab\.next\n$/,
    );
  });

  // As a plain user nobody can show it: tar gives files away for root only.
  test.runIf(isRoot)("and as root everything is root's, nothing is setuid or writable by others", () => {
    host.program("chown", "exit 0");
    const { directory, ran } = install(format, archive(format));
    expect(ran.status, ran.stderr).toBe(0);
    expect(ownerAndMode(join(directory, "engine"))).toBe("0 755");
    expect(ownerAndMode(join(directory, "lib"))).toBe("0 755");
    expect(lstatSync(join(directory, "lib/dangling")).uid).toBe(0);
  });
});

describe("releases that were unpacked before", () => {
  const releases = () => join(host.root, "opt/espalier/releases");
  const loose = (): readonly string[] => {
    const script = releaseQuestions(host.layout, "0123456789ab").find(({ name }) => name === "loose")?.script;
    return parseUnpackedNames({
      stdout: execFileSync("dash", ["-c", script ?? ""], { encoding: "utf8" }),
      exit: 0,
    });
  };
  const engine = (name: string, mode = 0o755): string => {
    const directory = join(releases(), "engine", name);
    mkdirSync(join(directory, "bin"), { recursive: true });
    symlinkSync("nowhere", join(directory, "dangling"));
    writeFileSync(join(directory, "bin/engine"), "bytes");
    chmodSync(join(directory, "bin/engine"), mode);
    return directory;
  };

  test.each([
    ["setuid", 0o4755],
    ["setgid", 0o2755],
    ["writable by its group", 0o775],
    ["writable by all", 0o757],
  ])("are named when a file is %s, and mended once", (_, mode) => {
    engine("000000000000");
    const directory = engine("111111111111", mode);
    expect(loose()).toEqual(["engine/111111111111"]);
    expect(host.act("own_unpacked", directory).status).toBe(0);
    expect(loose()).toEqual([]);
    expect(ownerAndMode(join(directory, "bin/engine"))).toMatch(/ 755$/);
  });

  // Only root can give a file away.
  test.runIf(isRoot).each(["bin/engine", "dangling", "bin"])(
    "are named when %s is another's, and mended",
    (path) => {
      const directory = engine("111111111111");
      lchownSync(join(directory, path), STRANGER, STRANGER);
      expect(loose()).toEqual(["engine/111111111111"]);
      expect(host.act("own_unpacked", directory).status).toBe(0);
      expect(loose()).toEqual([]);
      expect(lstatSync(join(directory, path)).uid).toBe(0);
    },
  );

  test("are not named when there are none", () => expect(loose()).toEqual([]));
});
