/** What a gateway knows of one host in one group at this moment. */
export interface GatewayLoad {
  /** `model-chat`: who serves the model. */
  readonly group: string;
  readonly host: string;
  /** New requests may go there. */
  readonly isUp: boolean;
  /** Requests that it was sent and that have not ended, short and long contexts together. */
  readonly outstanding: number;
  /** Since the worker started. */
  readonly requests: number;
  /** Tries that another host was asked for after this one. */
  readonly again: number;
}

/** What of one lane a gateway sends to a server outside of the pool. */
export interface OverflowLoad {
  readonly upstream: string;
  readonly lane: string;
  readonly group: string;
  readonly isUp: boolean;
  readonly outstanding: number;
  /** Since the worker started. */
  readonly requests: number;
}
