import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createConnection, createServer, type Socket } from "node:net";
import { userInfo } from "node:os";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SimulatedPool, startPool } from "../../simulator/pool.ts";
import { connect } from "../../src/connectors/ssh.ts";

let pool: SimulatedPool;
beforeAll(async () => {
  pool = await startPool({ hosts: 1 });
});
afterAll(async () => {
  await pool.stop();
  rmSync(pool.dir, { recursive: true, force: true });
});

const host = (port = pool.hosts[0]?.port ?? 0) => ({
  subject: "mac-01",
  address: "127.0.0.1",
  port,
  user: userInfo().username,
  privateKey: readFileSync(pool.sshKey, "utf8"),
  hostKey: pool.hosts[0]?.hostKey ?? "",
  timeout: 5000,
});

/** A line to the host that can be cut: its port, and our end of it. */
async function line() {
  const ends: Socket[] = [];
  const server = createServer((near) => {
    const far = createConnection(host().port, "127.0.0.1");
    for (const end of [near, far]) end.on("error", () => undefined);
    near.pipe(far).pipe(near);
    ends.push(near);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, ends, server };
}

test("a command says what it printed and how it ended", async () => {
  const connection = await connect(host());
  expect(await connection.exec("echo out; echo err >&2; exit 3")).toEqual({
    exit: 3,
    stdout: "out\n",
    stderr: "err\n",
  });
  connection.close();
});

test.each([
  ["its own name", {}, "mac-01"],
  ["the host that carries it", { subject: "gate-01", pinnedAs: "mac-02" }, "mac-02"],
])("another host key than the pinned one is refused; it can be accepted under %s", async (_, told, pin) => {
  const hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOwMImtGUnwD6SYYf+1pFV9xw3vnX5kxnGkNd/Yx1u+K";
  await expect(connect({ ...host(), hostKey, ...told })).rejects.toMatchObject({
    code: "host-key-changed",
    hint: expect.stringContaining(`pin with --accept hosts.${pin}.hostKey;`),
  });
});

test.each([
  ["is reset", (socket: Socket) => socket.resetAndDestroy()],
  ["is closed", (socket: Socket) => socket.destroy()],
])("a link that %s under a command ends it without an exit code, and nothing else", async (_, cut) => {
  const { port, ends, server } = await line();
  const connection = await connect(host(port));
  const ran = await connection.exec("echo half; exec sleep 60", {
    onLine: () => ends.map(cut),
  });
  expect(ran.exit).toBeUndefined();
  connection.close();
  server.close();
});
