import { Worker } from "node:worker_threads";
import type { ChunkTimes, Sample } from "../model/sample.ts";
import type { Heard } from "./canary-listener.ts";
import type { ClientData, ClientMessage, ClientOrder, RungOrder } from "./message.ts";

/** Who takes what the thread tells while it climbs. */
interface Takers {
  readonly sample: (sample: Sample, chunks: ChunkTimes) => void;
  readonly canary: (heard: Heard) => void;
}

/** The client in a thread of its own, so that writing and sampling never delay the stamp of a chunk. */
export class MeasuringThread {
  /** Rejects when the thread dies. */
  readonly broken: Promise<never>;
  readonly #worker: Worker;

  /** `script` is the file that holds both threads. */
  constructor(script: string, data: ClientData) {
    this.#worker = new Worker(script, { workerData: data });
    this.broken = new Promise((_, reject) => {
      this.#worker.on("error", reject);
    });
  }

  /** Climbs one rung or goes on with it, tells each sample as it comes, and gives the event-loop delay p99 of the thread, ms. */
  climb(order: RungOrder | "go-on", { sample, canary }: Takers): Promise<number> {
    return new Promise((resolve) => {
      const hear = (message: ClientMessage) => {
        if (message.kind === "sample") return sample(message.sample, message.chunks);
        if (message.kind === "canary") return canary(message.heard);
        this.#worker.off("message", hear);
        resolve(message.loopDelayP99);
      };
      this.#worker.on("message", hear);
      this.#worker.postMessage(order);
    });
  }

  /** Lets the rung end with what is under way. */
  enough(): void {
    const order: ClientOrder = "enough";
    this.#worker.postMessage(order);
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
