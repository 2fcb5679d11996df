import type { Climb } from "../../model/climb.ts";
import { canary } from "./canary.ts";
import { lateLoop, unkept } from "./client.ts";
import { coTenants } from "./co-tenants.ts";
import { identity } from "./identity.ts";
import { roundTrip } from "./round-trip.ts";
import { heat, power } from "./state.ts";
import { cached, tokens } from "./tokens.ts";

/** Looks for one cause for which the numbers of a rung are not the server's; one sentence for each that it finds. */
export type Doubt = (climb: Climb, rung: number) => readonly string[];

/** In the order in which a reader should hear of them: the client, what was asked, the server, what is around it. */
const DOUBTS: readonly Doubt[] = [
  ...[lateLoop, canary, unkept],
  ...[tokens, cached],
  identity,
  ...[roundTrip, heat, power, coTenants],
];

/** Why the numbers of a rung may not be the server's; with one reason it is void. All of it is seen again in the raw evidence. */
export const instrumentDoubts: Doubt = (climb, rung) => DOUBTS.flatMap((doubt) => doubt(climb, rung));
