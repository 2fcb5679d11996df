import { type Command, InvalidArgumentError } from "commander";
import { columns } from "../report/text/columns.ts";
import { renderPlan } from "../report/text/plan.ts";
import { cast, folders, print } from "./stage-door.ts";

const load = () => import("../../playbooks/certificates.ts");

function days(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 3650)
    throw new InvalidArgumentError("a whole number of days, 1 to 3650");
  return value;
}

/** It becomes the subject of a certificate, and a lane may name it. */
function commonName(text: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9.@_-]{0,63}$/.test(text))
    throw new InvalidArgumentError("up to 64 letters, digits and . @ _ -");
  return text;
}

/** Verbs for the certificates of a pool: certificates init, authority, list, renew, client. */
export function certificateVerbs(program: Command): void {
  const group = program
    .command("certificates")
    .description("the authority of a pool and the certificates that it signs");
  authorityVerbs(group);
  hostVerbs(group);
}

function authorityVerbs(group: Command): void {
  group
    .command("init <pool>")
    .description("make the authority: its key where gateway.tls.key says, its certificate beside the lock")
    .action(async (pool: string, _: unknown, command: Command) => {
      const file = await (await load()).initAuthority(folders(command), pool);
      print(
        command,
        { kind: "authority", file },
        `${file}: commit it, and give it to the clients of ${pool}`,
      );
    });
  group
    .command("authority <pool>")
    .description("print what clients have to trust (PEM)")
    .action(async (pool: string, _: unknown, command: Command) => {
      const pem = await (await load()).showAuthority(folders(command), pool);
      print(command, { kind: "authority", pem }, pem);
    });
  group
    .command("client")
    .argument("<pool>")
    .argument("<name>", "the common name of the certificate", commonName)
    .description("sign a client's request and print its certificate (PEM); the key stays with the client")
    .requiredOption("--request <file>", "what `openssl req -new` wrote")
    .option("--days <days>", "until it ends", days, 365)
    .action(
      async (pool: string, client: string, wish: { request: string; days: number }, command: Command) => {
        const pem = await (await load()).signClient(folders(command), pool, { client, ...wish });
        print(command, { kind: "certificate", name: client, pem }, pem);
      },
    );
}

function hostVerbs(group: Command): void {
  group
    .command("list <pool>")
    .description("when the certificate of each host and gateway ends, and when it is renewed")
    .option("--on <selector>", "hosts: mac-01,mac-1*,@label; or one gateway", "*")
    .action(async (pool: string, { on }: { on: string }, command: Command) => {
      const { exit, hosts } = await (await load()).listCertificates(folders(command), pool, on);
      const text = columns(hosts.map(({ host, text }) => [host, text])).join("\n");
      print(command, { kind: "certificates", hosts }, text);
      process.exitCode = exit;
    });
  group
    .command("renew <pool>")
    .description("renew what is due; running streams go on, nothing is restarted")
    .option("--on <selector>", "hosts: mac-01,mac-1*,@label; or one gateway", "*")
    .option("--plan", "show the steps and do none")
    .action(async (pool: string, options: { on: string; plan?: boolean }, command: Command) => {
      const { renewCertificates } = await load();
      const crew = await cast(command, "certificates renew", pool);
      const wish = { on: options.on, planOnly: options.plan === true, because: "certificates are renewed" };
      const { exit, results } = await renewCertificates(crew, wish).finally(crew.close);
      if (options.plan) {
        const plans = results.map(({ plan }) => plan);
        print(command, { kind: "plan", plans }, renderPlan(plans));
      }
      process.exitCode = exit;
    });
}
