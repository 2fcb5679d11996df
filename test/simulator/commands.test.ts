import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SimulatedHost, type SimulatedPool, startPool } from "../../simulator/pool.ts";
import { onHost, raze } from "./shell.ts";

let pool: SimulatedPool;
let host: SimulatedHost;
beforeAll(async () => {
  pool = await startPool({ hosts: 1 });
  [host] = pool.hosts as [SimulatedHost];
});
afterAll(() => raze(pool));

const PRESSURE =
  "The system has 51539607552 (3145728 pages with a page size of 16384).\nSystem-wide memory free percentage: 87%\n";
const THERMAL_NOTES =
  "Note: No thermal warning level has been recorded\nNote: No performance warning level has been recorded\n";

/** A socket `s.sock` whose owner answers once, when it has been told that nothing more comes. */
const LISTENER = String.raw`perl -MSocket -e 'socket(S, PF_UNIX, SOCK_STREAM, 0); bind(S, sockaddr_un("s.sock")) or die; listen(S, 1); accept(C, S); $said = join "", <C>; syswrite(C, "$said, whole\n")' & until [ -S s.sock ]; do sleep 0.05; done;`;

/** A sentence, a command, its exit code, what stdout holds. */
const rows: readonly (readonly [string, string, number, string | RegExp])[] = [
  [
    "sw_vers has three tab-separated lines",
    "sw_vers",
    0,
    "ProductName:\t\tmacOS\nProductVersion:\t\t26.6.2\nBuildVersion:\t\t25G83\n",
  ],
  ["sw_vers tells one part", "sw_vers -buildVersion", 0, "25G83\n"],
  ["sw_vers has an empty extra", "sw_vers --productVersionExtra", 0, "\n"],
  ["sysctl names its values", "sysctl hw.memsize", 0, "hw.memsize: 51539607552\n"],
  [
    "sysctl -n tells several values line by line",
    "sysctl -n hw.memsize hw.ncpu machdep.cpu.brand_string",
    0,
    "51539607552\n14\nApple M4 Pro\n",
  ],
  ["sysctl does not know everything", "sysctl -n hw.none", 1, ""],
  ["sysctl -i passes over what it does not know", "sysctl -in hw.none hw.ncpu", 0, "14\n"],
  [
    "sysctl sets as root and tells both values",
    "sudo -n sysctl iogpu.wired_limit_mb=36864",
    0,
    "iogpu.wired_limit_mb: 0 -> 36864\n",
  ],
  ["sysctl does not set for others", "sysctl iogpu.wired_limit_mb=1", 1, ""],
  [
    "swap is told as macOS tells it",
    "sysctl -n vm.swapusage",
    0,
    "total = 0.00M  used = 0.00M  free = 0.00M  (encrypted)\n",
  ],
  ["pressure is normal", "sysctl -n kern.memorystatus_vm_pressure_level", 0, "1\n"],
  ["the boot session is a UUID", "sysctl -n kern.bootsessionuuid", 0, /^[0-9A-F-]{36}\n$/],
  [
    "vm_stat names its page size",
    "vm_stat",
    0,
    /^Mach Virtual Memory Statistics: \(page size of 16384 bytes\)\nPages free: {29}\d{7}\.\n/,
  ],
  ["vm_stat counts swapouts", "vm_stat", 0, /^Swapouts: {37}0\.$/m],
  ["memory_pressure -Q has two lines", "memory_pressure -Q", 0, PRESSURE],
  ["memory_pressure never applies pressure", "memory_pressure -l warn", 1, ""],
  ["powermetrics wants root", "powermetrics -n 1 -i 1", 1, ""],
  ["powermetrics ends when nobody reads it any more", "sudo -n powermetrics -i 50 | true", 0, ""],
  [
    "powermetrics tells the thermal level",
    "sudo -n powermetrics -s thermal -n 1 -i 1",
    0,
    /^Current pressure level: Nominal$/m,
  ],
  [
    "powermetrics writes a plist",
    "sudo -n powermetrics -f plist -n 1 -i 1",
    0,
    /<key>thermal_pressure<\/key><string>Nominal<\/string>/,
  ],
  [
    "plists are separated by NUL",
    "sudo -n powermetrics -f plist -n 2 -i 1 | tr -dc '\\000' | wc -c",
    0,
    /^\s*1\s*$/,
  ],
  ["pmset -g therm has notes only", "pmset -g therm", 0, THERMAL_NOTES],
  ["pmset sets and tells", "sudo -n pmset -a sleep 0 womp 1 && pmset -g custom", 0, /^ sleep {16}0$/m],
  [
    "plutil accepts a property list",
    "printf '<plist version=\"1.0\"><dict/></plist>' >x.plist && plutil -lint x.plist",
    0,
    "x.plist: OK\n",
  ],
  [
    "plutil refuses what is cut off",
    "printf '<plist version=\"1.0\"><dict>' >x.plist && plutil -lint -s x.plist",
    1,
    "",
  ],
  ["plutil refuses what is not there", "plutil -lint -s none.plist", 1, ""],
  ["codesign accepts a program", "codesign --verify --strict bin/df", 0, ""],
  [
    "codesign ends with 3 when a requirement fails",
    "codesign --verify -R='certificate leaf[subject.OU] = \"OTHER\"' bin/df",
    3,
    "",
  ],
  ["codesign ends with 1 when there is nothing", "codesign --verify none", 1, ""],
  [
    "codesign tells LM Studio's team",
    "mkdir -p opt/llmster && touch opt/llmster/llmster && codesign -dv opt/llmster/llmster 2>&1 | grep Team",
    0,
    "TeamIdentifier=D65G88RHWN\n",
  ],
  [
    "App Management, when it is on, lets nobody rename an app",
    `mkdir -p Applications/A.app && touch .mac/app-management && perl -e 'rename($ARGV[0], $ARGV[1]) or die' "$PWD/Applications/A.app" "$PWD/b" 2>&1 | sed 's!/[^ ]*/!!g'; rm .mac/app-management; ls Applications`,
    0,
    "rename A.app to b: Operation not permitted\nA.app\n",
  ],
  [
    "nc tells the other side that its input ended, and reads on until that closes",
    `${LISTENER} printf 'a word' | nc -U s.sock; rm s.sock`,
    0,
    "a word, whole\n",
  ],
  ["nc ends with 1 and says nothing where nobody listens", "nc -U none.sock 2>&1 </dev/null", 1, ""],
  [
    "xattr keeps, tells and takes away a quarantine",
    "xattr -w com.apple.quarantine 0081 opt && xattr opt && xattr -d com.apple.quarantine opt && xattr opt",
    0,
    "com.apple.quarantine\n",
  ],
  [
    "xattr -dr takes it away, and stumbles over a link that leads nowhere",
    "xattr -w com.apple.quarantine 0081 opt; ln -s nowhere opt/link; xattr -dr com.apple.quarantine opt 2>&1; echo $?; xattr -drs com.apple.quarantine opt; echo $?; xattr opt; rm opt/link",
    0,
    "xattr: No such file: opt/link\n1\n0\n",
  ],
  [
    "xattr ends with 1 when there is none",
    "xattr -p com.apple.quarantine opt 2>&1",
    1,
    "xattr: opt: No such xattr: com.apple.quarantine\n",
  ],
  [
    "shasum is SHA-256",
    "printf abc | shasum -a 256",
    0,
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  -\n",
  ],
  ["shasum -c checks", "printf abc >abc; shasum -a 256 abc | shasum -a 256 -c", 0, "abc: OK\n"],
  ["no update is offered", "softwareupdate --list", 0, /No new software available\./],
  ["footprint of any program", "footprint -p $$ -f bytes --noCategories", 0, /^ {4}phys_footprint: \d+ B$/m],
  ["footprint of nothing", "footprint -p 99999999", 1, ""],
  ["ioreg tells memory in use", "ioreg -r -d 1 -w 0 -c IOAccelerator", 0, /"In use system memory"=0\}/],
  [
    "notifyutil tells the thermal level",
    "notifyutil -g com.apple.system.thermalpressurelevel",
    0,
    "com.apple.system.thermalpressurelevel 0\n",
  ],
  ["dscl ends with 56 for nobody", "dscl . -read /Users/_espalier UniqueID", 56, ""],
  [
    "dscl makes an account",
    "sudo -n sh -c 'dscl . -create /Users/_a; dscl . -create /Users/_a UniqueID 400' && dscl . -read /Users/_a UniqueID",
    0,
    "UniqueID: 400\n",
  ],
  ["dscl lists accounts with a key", "dscl . -list /Users UniqueID", 0, /^root +0$/m],
  [
    "sysadminctl makes an account",
    "sudo -n sysadminctl -addUser _b -UID 401 && dscl . -read /Users/_b UniqueID",
    0,
    "UniqueID: 401\n",
  ],
  ["chown knows the accounts", "touch f && sudo -n chown root:wheel f", 0, ""],
  [
    "stat knows what chown did, and the sticky bit",
    "mkdir d; stat -L -f '%Su:%Sg %Mp%Lp' d; chmod 1775 d; sudo -n chown root:staff d; stat -L -f '%Su:%Sg %Mp%Lp' d; rmdir d",
    0,
    "root:wheel 0755\nroot:staff 1775\n",
  ],
  ["chown refuses a stranger", "sudo -n chown _stranger f", 1, ""],
  ["chown wants root", "chown root f", 1, ""],
  [
    "df -k has six columns and free space in the fourth",
    "df -k . | awk 'END { print NF, $4 }'",
    0,
    "9 440000000\n",
  ],
  [
    "the chip is in the hardware profile",
    "system_profiler -json SPHardwareDataType",
    0,
    /"chip_type":"Apple M4 Pro"/,
  ],
  ["sudo passes variables on", "sudo -n WORD=yes sh -c 'echo $WORD'", 0, "yes\n"],
  ["a Mac from the box is indexed", "mdutil -s /", 0, "/:\n\tIndexing enabled. \n"],
  [
    "mdutil switches the index off as root",
    "sudo -n mdutil -i off / >/dev/null; mdutil -s /",
    0,
    "/:\n\tIndexing disabled. \n",
  ],
  ["mdutil wants root to switch", "mdutil -i on /", 1, ""],
  [
    "tmutil tells what is left out",
    "tmutil addexclusion opt; tmutil isexcluded opt usr",
    0,
    "[Excluded]    opt\n[Included]    usr\n",
  ],
  ["a fixed exclusion needs Full Disk Access", "sudo -n tmutil addexclusion -p opt", 80, ""],
  ["no backups go anywhere", "tmutil destinationinfo", 0, "tmutil: No destinations configured.\n"],
  [
    "defaults writes what plutil and defaults read",
    "sudo -n defaults write $PWD/Library/Preferences/com.apple.x Y -bool false && plutil -convert xml1 -o - Library/Preferences/com.apple.x.plist | grep -c '<key>Y</key><false/>' && defaults read $PWD/Library/Preferences/com.apple.x Y",
    0,
    "1\n0\n",
  ],
  ["FileVault is off", "fdesetup status; fdesetup isactive", 1, "FileVault is Off.\nfalse\n"],
  ["nobody manages it", "profiles status -type enrollment", 0, "Enrolled via DEP: No\nMDM enrollment: No\n"],
  [
    "the firewall is off",
    "usr/libexec/ApplicationFirewall/socketfilterfw --getglobalstate",
    0,
    "Firewall is disabled. (State = 0)\n",
  ],
  [
    "the firewall lists what it knows",
    "f=usr/libexec/ApplicationFirewall/socketfilterfw; sudo -n $f --add /bin/sh >/dev/null; $f --listapps",
    0,
    "ALF: total number of apps = 1 \n\n1 :  /bin/sh \n \t ( Allow incoming connections ) \n",
  ],
  [
    "visudo accepts a rule by digest",
    "printf 'oncall ALL=(root) NOPASSWD: sha256:00 /x\\n' >r; visudo -cf r",
    0,
    "r: parsed OK\n",
  ],
  ["visudo refuses what is no rule", "echo everyone >r; visudo -cf r", 1, ""],
  ["the machine calls itself a Mac", "uname -sm; uname", 0, /Darwin/],
  ["the first directory is the root", "pwd", 0, /\/mac-01\n$/],
];

describe("a command prints what macOS prints", () => {
  test.each(rows)("%s", async (_sentence, command, code, out) => {
    const said = await onHost(host, command);
    expect(said.code, said.err).toBe(code);
    if (typeof out === "string") expect(said.out).toBe(out);
    else expect(said.out).toMatch(out);
  });
});

test("nc -U speaks to a unix socket until the other side closes", async () => {
  const path = join(host.root, "opt/x.sock");
  const server = createServer((socket) =>
    socket.once("data", (line) => socket.end(`you said ${line.toString()}`)),
  );
  await new Promise<void>((resolve) => server.listen(path, resolve));
  expect((await onHost(host, `echo show stat | nc -U ${path}`)).out).toBe("you said show stat\n");
  server.close();
});

test("every program is POSIX sh that shellcheck accepts", () => {
  const base = new URL("../../simulator/mac/programs", import.meta.url).pathname;
  const files = readdirSync(base, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(20);
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  expect(execFileSync("shellcheck", ["-s", "sh", ...paths], { encoding: "utf8" })).toBe("");
});
