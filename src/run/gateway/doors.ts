import { type HostWord, renderGatewayWord } from "../../../templates/host/gateway-word.ts";
import { quoted } from "../../../templates/host/quote.ts";
import { lastWord } from "../../connectors/last-word.ts";
import { Failure, sentence } from "../../model/failure.ts";
import { gatewaySources } from "../../operations/gateway/spec.ts";
import type { GatewaySource } from "../../operations/gateway/wish.ts";
import type { HostWish } from "../../operations/wish.ts";
import { eachHost } from "../each-host.ts";
import { asRoot } from "../reach.ts";
import type { Scene } from "../scene.ts";
import type { Told } from "./left-open.ts";
import { onGateway } from "./reach.ts";

/** Gives all gateways the word about one host. It never fails: those that could not be told are named. */
export type DoorTeller = (word: HostWord) => Promise<Told>;

/** The gateways of a pool, from the point of view of one host. */
export interface Doors {
  readonly scene: Scene;
  readonly pool: Pick<HostWish, "pool" | "lock" | "catalogue">;
  readonly inventory: string;
  readonly host: string;
}

/** Tells every gateway that a host takes no new requests, or that it does again. */
export function doorTeller({ scene, pool, inventory, host }: Doors): DoorTeller {
  const sources = gatewaySources(pool.pool, pool.lock, pool.catalogue);
  return async (word) => {
    const answers = await eachHost(sources, (source) => tellOne({ source, inventory }, host, word));
    for (const { text } of answers) scene.tell({ kind: "line", host, text });
    const untold = answers.filter(({ heard }) => !heard).map(({ gateway }) => gateway);
    return { gateways: sources.length, untold };
  };
}

interface Place {
  readonly source: GatewaySource;
  readonly inventory: string;
}

interface Answer {
  readonly gateway: string;
  readonly heard: boolean;
  readonly text: string;
}

async function tellOne({ source, inventory }: Place, host: string, word: HostWord): Promise<Answer> {
  const gateway = source.member.id;
  try {
    const script = renderGatewayWord(source.layout, host, word);
    const command = `${asRoot(source.pool)} -c ${quoted(script)}`;
    const ran = await onGateway(source, inventory, (connection) => connection.exec(command));
    if (ran.exit !== 0) throw new Error(lastWord(ran));
    const does = word === "drain" ? "sends it no new requests" : seen(ran.stdout);
    return { gateway, heard: true, text: `${gateway} ${does}` };
  } catch (error) {
    const why = error instanceof Failure ? error.saw : sentence(error);
    const text = `${gateway} could not be told (${why}); ${UNTOLD[word]}`;
    return { gateway, heard: false, text };
  }
}

/** What a gateway does that did not hear the word. */
const UNTOLD: Readonly<Record<HostWord, string>> = {
  drain: "it asks the host until the host refuses or its probe fails",
  ready: "if it was told to drain the host, it sends nothing there until it is told: undrain again",
};

/** What its probes say of a host whose doors are open: nothing, when they have what they ask for. */
function seen(stdout: string): string {
  const failing = stdout.trim();
  if (failing === "") return "sends it requests again";
  if (failing === "absent") return "does not know it yet";
  return `sends it nothing while its probe fails: ${failing.replaceAll("\n", ", ")}`;
}
