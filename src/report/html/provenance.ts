import type { Climb } from "../../model/climb.ts";
import { type ClientContract, contractDigest } from "../../model/contract.ts";
import { shortOf } from "../../model/digest.ts";
import type { RunResult } from "../../model/run-result.ts";
import { GATE_REPORT_NAMESPACE } from "../namespace.ts";
import { counted, isLocal } from "../words.ts";
import { type Table, table, withDigests } from "./bits.ts";
import { html, type Markup, type Part } from "./markup.ts";

const COMMANDS = `cd reports/POOL/RUN
ssh-keygen -Y find-principals -f ALLOWED_SIGNERS -s result.json.sig
ssh-keygen -Y verify -f ALLOWED_SIGNERS -I IDENTITY -n ${GATE_REPORT_NAMESPACE} -s result.json.sig < result.json
shasum -a 256 hosts/*/*`;

const commands = (result: RunResult): string =>
  COMMANDS.replace("POOL", result.pool).replace("RUN", result.run);

function sizes({ workload, promptTokens, outputTokens }: ClientContract): string {
  const longest = `${promptTokens} tokens in, ${outputTokens} out`;
  if (workload === undefined) return longest;
  const { name, lanes, perMinute } = workload;
  const apart = lanes.length > 1 ? ` (${lanes.map(({ lane }) => lane).join(", ")})` : "";
  const pace = perMinute === undefined ? "" : `, ${perMinute} a minute and stream at random times`;
  return `workload ${name}${apart}, at most ${longest}${pace}`;
}

/** `qwen3:4b, 256 tokens in, 32 out, 80 requests on each of 1, 2, 4, 8 streams, node v20.20.2`. */
function contract({ contract: client }: Climb): string {
  const load = `${counted(client.requests, "request")} or more at each of ${client.rungs.join(", ")} streams`;
  const tokens = sizes(client);
  const manner = `${client.streaming ? "streaming" : "answers whole"}, kept-alive connections, no compression`;
  const words = `prompts ${shortOf(client.prompt)}`;
  return `${client.model}, ${client.api}, ${manner}, ${tokens}, ${words}, ${load}, ${client.library} on ${client.runtime}`;
}

function contracts(climbs: ReadonlyMap<string, Climb>): readonly Markup[] {
  const texts = new Map([...climbs.values()].map((climb) => [contract(climb), contractDigest(climb)]));
  return [...texts].map(([text, digest]) => html`<p>${text}. ${withDigests(digest)}</p>`);
}

const evidence = (result: RunResult): readonly (readonly Part[])[] =>
  result.hosts.flatMap((host) =>
    Object.entries(host.evidence).map(([file, digest]) => [
      `hosts/${host.host}/${file}`,
      withDigests(digest),
    ]),
  );

const shape = (result: RunResult): Table => ({
  caption: `The digests are in result.json, ${isLocal(result) ? "beside this page" : "the document that is signed"}.`,
  columns: [{ title: "File", kind: "nowrap" }, { title: "sha256" }],
  width: "snug",
});

const signed = (
  result: RunResult,
): Markup => html`<p>With stock OpenSSH. ALLOWED_SIGNERS is the file of signers you trust, IDENTITY the name the first command prints.
The last command prints digests to hold against the table above.</p>
<pre><code>${commands(result)}</code></pre>
<p>With Espalier, which also judges every host again from its raw samples:</p>`;

const UNSIGNED = html`<p>This report is not signed: nobody vouches for it. Espalier judges it again from its raw samples:</p>`;

/** Where the numbers come from and how anybody checks them without us. */
export const provenance = (
  result: RunResult,
  climbs: ReadonlyMap<string, Climb>,
): Markup => html`<section class="screen">
<h2>Provenance</h2>
<p>The same ladder script ran on every host that climbed. It is named by its sha256, the ladder revision. Two results
can be compared only when ladder revision, model digest, engine version and client contract agree.</p>
<h3>Client contract</h3>${climbs.size === 0 ? html`<p class="dim">No host climbed.</p>` : contracts(climbs)}
<h3>Evidence</h3>
${table(shape(result), evidence(result))}
<h3>Check it offline</h3>
${isLocal(result) ? UNSIGNED : signed(result)}
<pre><code>espalier verify reports/${result.pool}/${result.run}</code></pre>
</section>`;
