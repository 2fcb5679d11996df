import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { listenerOf } from "../../src/connectors/listener.ts";

const place = mkdtempSync("/tmp/espalier-listener-");
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(join(place, "lsof"), { force: true });
});

/** The answer with an lsof on PATH that prints `output`, as the real one does for `-Fpc`; absent: there is none. */
async function asked(output?: string) {
  if (output !== undefined) {
    const wanted = "-nP -iTCP:11434 -sTCP:LISTEN -Fpc";
    const script = `[ "$*" = "${wanted}" ] || exit 2\nprintf '${output}'\n[ -n '${output}' ]\n`;
    writeFileSync(join(place, "lsof"), `#!/bin/sh\n${script}`, { mode: 0o755 });
  }
  vi.stubEnv("PATH", output === undefined ? place : `${place}:/usr/bin:/bin`);
  return listenerOf(11434);
}

test.each([
  ["an engine", "p893\\ncollama\\nf3\\n", { pid: 893, command: "ollama", isForwarder: false }],
  [
    "an engine on two addresses",
    "p893\\ncollama\\nf3\\nf4\\n",
    { pid: 893, command: "ollama", isForwarder: false },
  ],
  ["a name with a space", "p9\\ncLM Studio\\nf3\\n", { pid: 9, command: "LM Studio", isForwarder: false }],
  ["a tunnel", "p77\\ncssh\\nf5\\n", { pid: 77, command: "ssh", isForwarder: true }],
  ["a container", "p78\\ncdocker-proxy\\nf5\\n", { pid: 78, command: "docker-proxy", isForwarder: true }],
  ["two programs", "p77\\ncssh\\nf5\\np893\\ncollama\\nf3\\n", undefined],
  ["nobody", "", undefined],
  ["a machine without lsof", undefined, undefined],
])("%s at the port", async (_, output, listener) => {
  expect(await asked(output)).toEqual(listener);
});
