import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import ssh2 from "ssh2";
import { afterEach, expect, test } from "vitest";
import { connect } from "../../src/connectors/ssh.ts";

const { private: privateKey } = ssh2.utils.generateKeyPairSync("ed25519");
const { private: hostKey } = ssh2.utils.generateKeyPairSync("ed25519");

const servers: ssh2.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A host that lets everybody in; `hear` gets each command with the socket under it. */
async function host(hear: (socket: Socket, channel: ssh2.ServerChannel, command: string) => void) {
  const server = new ssh2.Server({ hostKeys: [hostKey] });
  servers.push(server);
  server.on("connection", (client) => {
    client.on("error", () => undefined);
    client.on("authentication", (asked) => (asked.method === "publickey" ? asked.accept() : asked.reject()));
    client.on("session", (accept) =>
      accept().on("exec", (agree, _refuse, { command }) => {
        const { _sock: socket } = client as unknown as { readonly _sock: Socket };
        hear(socket, agree(), command);
      }),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { subject: "mac-01", address: "127.0.0.1", port, user: "llmops", privateKey, timeout: 5000 };
}

test("a command says what it printed and how it ended", async () => {
  const connection = await connect(
    await host((_socket, channel, command) => {
      channel.write(`ran ${command}`);
      channel.exit(3);
      channel.end();
    }),
  );
  expect(await connection.exec("true")).toEqual({ exit: 3, stdout: "ran true", stderr: "" });
  connection.close();
});

test.each([
  ["is reset", (socket: Socket) => socket.resetAndDestroy()],
  ["is closed", (socket: Socket) => socket.destroy()],
])("a link that %s under a command ends it without an exit code, and nothing else", async (_, cut) => {
  const connection = await connect(
    await host((socket, channel) => {
      channel.write("half");
      setImmediate(() => cut(socket));
    }),
  );
  const ran = await connection.exec("sleep 60");
  expect(ran.exit).toBeUndefined();
  connection.close();
});
