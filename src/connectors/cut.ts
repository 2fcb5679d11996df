import { AsyncLocalStorage } from "node:async_hooks";

/** A way to cut work off from its hosts, and what must be done all the same once it is. */
export interface Cut {
  readonly signal: AbortSignal;
  readonly duties: Set<Promise<unknown>>;
}

const here = new AsyncLocalStorage<Cut | undefined>();

/** Does work whose connections break when the signal is aborted, and which makes no new ones from then on. */
export const cutBy = <T>(cut: Cut, work: () => Promise<T>): Promise<T> => here.run(cut, work);

/** Does what must be done although the work around it may be cut off: closed doors are opened again, gateways are told. */
export function despiteCut<T>(work: () => Promise<T>): Promise<T> {
  const duties = here.getStore()?.duties;
  const done = here.run(undefined, work);
  duties?.add(done);
  void done.catch(() => undefined).finally(() => duties?.delete(done));
  return done;
}

/** What may cut off the work that asks, if anything may. */
export const ownCut = (): AbortSignal | undefined => here.getStore()?.signal;
