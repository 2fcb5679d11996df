/**
 * How a run left a host: which release it has, and whether it takes requests.
 * `converged`: the new release serves. `ready`: it is there and proven, and the inventory keeps the host closed.
 * `rolled-back`: the last good one serves. `rolled-back-closed`: it is back, and the doors stay closed.
 * `stopped`: nothing serves. `untouched`: the run did nothing to it.
 * `unchanged`: the run began with it and went no further than what serves nobody yet. `held`: that, or nothing, on a host that was
 * closed before the run. `left-closed`: the run was cut short behind closed doors. `left-open`: it takes requests with a release that is
 * not proven. `unsettled`: the way back failed too, and the host is closed. `lost`: the run began with it, and it cannot be asked.
 * `measured`: it was only looked at, as it stood; it belongs to no pool and has no release.
 */
export const HOST_ENDS = [
  "converged",
  "ready",
  "rolled-back",
  "rolled-back-closed",
  "stopped",
  "untouched",
  "unchanged",
  "held",
  "left-closed",
  "left-open",
  "unsettled",
  "lost",
  "measured",
] as const;
export type HostEnd = (typeof HOST_ENDS)[number];
