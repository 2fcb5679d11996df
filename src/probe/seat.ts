import type { Api } from "../model/api.ts";
import { isStreaming } from "../model/api.ts";
import { type LaneLoad, type LoadLane, roundOf, type Size } from "../model/workload.ts";
import type { ClientConfig } from "./message.ts";

/** Who sits in one stream: what it asks, and whom. */
export interface Seat {
  /** Absent where requests have no lane. */
  readonly lane?: LoadLane;
  readonly api: Api;
  readonly model: string;
  readonly apiKey: string;
  /** Taken in turn. */
  readonly sizes: readonly Size[];
}

/** The seats of one round of streams; a rung of more streams begins the round again. */
export function seatsOf(config: ClientConfig): readonly [Seat, ...Seat[]] {
  const { workload, promptTokens, outputTokens, api = "openai-chat", model, apiKey } = config;
  const plain: Seat = { api, model, apiKey, sizes: [{ promptTokens, outputTokens }] };
  const [first = plain, ...others] = workload === undefined ? [] : roundOf(workload);
  const seated = (seat: Seat | LaneLoad): Seat => ({
    ...seat,
    model: modelFor(config, seat.api),
    apiKey: keyFor(config, seat.lane),
  });
  return [seated(first), ...others.map(seated)];
}

/** A lane of vectors beside lanes that chat has a model of its own. */
const modelFor = ({ model, embedModel }: ClientConfig, api: Api): string =>
  isStreaming(api) ? model : (embedModel ?? model);

const keyFor = ({ apiKey, laneKeys }: ClientConfig, lane: LoadLane | undefined): string =>
  (lane === undefined ? undefined : laneKeys?.[lane]) ?? apiKey;

/** The size of the next request of a seat's lane. */
export const sizeAt = ({ sizes }: Pick<Seat, "sizes">, turn: number): Size =>
  sizes[turn % sizes.length] ?? { promptTokens: 1, outputTokens: 1 };
