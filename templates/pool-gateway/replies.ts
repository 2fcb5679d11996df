/** No host of the pool holds the model under its pinned digest and answers. */
export const poolUnavailable = {
  status: 503,
  type: "overloaded_error",
  code: "pool_unavailable",
  message: "no host of the pool serves this model now",
  headers: { "Retry-After": "5" },
} as const;

/** Every host that was tried broke off before the first byte. */
export const poolFailed = {
  status: 502,
  type: "upstream_error",
  code: "host_failed",
  message: "the hosts that were tried broke off before they answered",
} as const;
