/**
 * Erlang C: the share of arrivals that find all `servers` taken when `load` of them are busy on average (Poisson
 * arrivals). 1 when the load is more than they can carry.
 */
function waits(servers: number, load: number): number {
  if (load >= servers) return 1;
  let blocked = 1;
  for (let server = 1; server <= servers; server += 1) blocked = (load * blocked) / (server + load * blocked);
  return blocked / (1 - (load / servers) * (1 - blocked));
}

interface Known {
  readonly slots: number;
  /** Interactive streams that run at once on average: arrivals per second x seconds per stream. */
  readonly load: number;
  /** Time to first token of one stream alone, and how long a batch stream holds its slot, milliseconds. */
  readonly alone: number;
  readonly batchStream: number;
}

/** Who waits for a batch slot waits for the first of `batch` streams that are spread evenly over their length. */
const late = ({ slots, load, alone, batchStream }: Known, reserve: number): number => {
  const batch = slots - reserve;
  return waits(reserve, load) * Math.max(0, 1 - alone / batchStream) ** batch;
};

/** The fewest slots kept from batch with which at most 1 in 20 requests waits longer than `alone`: p95 <= 2 x alone. */
export function reserveFor(known: Known): number {
  for (let reserve = 1; reserve < known.slots; reserve += 1) if (late(known, reserve) <= 0.05) return reserve;
  return known.slots - 1;
}
