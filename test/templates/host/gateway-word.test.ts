import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { gatewayLayout } from "../../../src/model/layout.ts";
import { type HostWord, renderGatewayWord } from "../../../templates/host/gateway-word.ts";
import { sh } from "../live/shell.ts";

const HOSTS = ["mac-01", "mac-02", "mac-03"];

/** A gateway whose proxy does not run, with two models on each host. */
function gateway() {
  const root = mkdtempSync(join(tmpdir(), "espalier words-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const layout = gatewayLayout(root);
  for (const folder of [layout.current, dirname(layout.drainedServers)])
    mkdirSync(folder, { recursive: true });
  const servers = HOSTS.map(
    (host, index) => `    server ${host} [fd00::${index}]:844${index} weight 4 ssl\n`,
  );
  const groups = ["model-chat", "kept-model-chat", "model-embed"].map(
    (group) => `backend ${group} from base\n${servers.join("")}`,
  );
  writeFileSync(join(layout.current, "haproxy.cfg"), groups.join("\n"));
  const word = (host: string, said: HostWord) => renderGatewayWord(layout, host, said);
  return { root, layout, word };
}

/** `GROUP HOST PORT` of what its proxy will hold for drained. */
const remembered = (file: string): readonly string[] =>
  [...readFileSync(file, "utf8").matchAll(/^0 (\S+) 0 (\S+) - 0 8 .* (\d+) -$/gm)].map(
    ([, group, host, port]) => `${group} ${host} ${port}`,
  );

test("each drained host is kept with the port of each of its models, until it is ready", async () => {
  const { layout, word } = gateway();
  for (const [host, said] of [
    ["mac-01", "drain"],
    ["mac-03", "drain"],
    ["mac-01", "ready"],
  ] as const)
    expect(await sh(word(host, said))).toMatchObject({ exit: 0 });
  expect(remembered(layout.drainedServers)).toEqual(["model-chat mac-03 8442", "model-embed mac-03 8442"]);
  expect(readdirSync(dirname(layout.drainedServers)).sort()).toEqual(["drained", "drained.servers"]);
});

test("a word that another one overtakes while it is written loses neither", async () => {
  const { root, layout, word } = gateway();
  const other = join(root, "other.sh");
  writeFileSync(other, word("mac-02", "drain"));
  const overtaken = `rename() { [ -f "$DRAINED/mac-02" ] || sh '${other}'; mv -f "$1" "$2"; }\ngateway_host `;
  const ran = await sh(word("mac-01", "drain").replace(/^gateway_host /m, overtaken));
  expect([ran.exit, existsSync(join(layout.drainedHosts, "mac-02"))]).toEqual([0, true]);
  const models = ["model-chat", "model-embed"];
  expect(remembered(layout.drainedServers)).toEqual(
    models.flatMap((model) => [`${model} mac-01 8440`, `${model} mac-02 8441`]),
  );
});

test("a word to a gateway that serves no release yet is kept for its first", async () => {
  const { layout, word } = gateway();
  rmSync(layout.current, { recursive: true });
  expect(await sh(word("mac-02", "drain"))).toEqual({ exit: 0, text: "" });
  expect(readdirSync(layout.drainedHosts)).toEqual(["mac-02"]);
});
