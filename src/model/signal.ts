/** Operating system and engine as seen beside the requests. A signal that could not be read is absent. */
export interface Signal {
  readonly host: string;
  /** Milliseconds since the climb began. */
  readonly at: number;
  readonly rung: number;
  /** 2 when it was read after the return to rung 1; absent on the way up. */
  readonly lap?: number;
  /** Bytes: resident memory of the engine with its children. */
  readonly rss?: number;
  /** Bytes: phys_footprint of the engine with its children. */
  readonly footprint?: number;
  readonly swapUsed?: number;
  /** 1 normal, 2 warning, 4 critical (`kern.memorystatus_vm_pressure_level`). */
  readonly pressure?: number;
  /** 0 nominal ... 4 sleeping. */
  readonly thermal?: number;
  /** Bytes written to swap since the machine started. */
  readonly swapOuts?: number;
  /** Bytes of memory that hold compressed pages. */
  readonly compressor?: number;
  /** Share of time the GPU worked, %. */
  readonly gpuBusy?: number;
  /** Bytes of memory the GPU holds in use. */
  readonly gpuMemory?: number;
  /** Resets of the GPU since the machine started. */
  readonly gpuResets?: number;
  /** Share of time the efficiency and the performance cores were active, %. */
  readonly eCores?: number;
  readonly pCores?: number;
  /** mW: on a Mac CPU, GPU and ANE together as estimated, on Linux what the GPUs draw. */
  readonly power?: number;
  /** Bytes per second to and from all disks. */
  readonly diskIo?: number;
  /** Bytes free where models and logs lie. */
  readonly diskFree?: number;
  /** Requests that wait in the proxy. */
  readonly queue?: number;
  /** Lines of the engine's log that tell of an error, since the climb began. */
  readonly logErrors?: number;
  /** The program that is climbed, while it runs. */
  readonly enginePid?: number;
  /** 1 while the machine draws from its battery, 0 on mains. */
  readonly onBattery?: number;
  /** 1 while a low power mode slows it down. */
  readonly lowPower?: number;
  /** What programs that have no business beside a climb take, % of one core, and which they are. */
  readonly coTenants?: number;
  readonly coTenantNames?: string;
  /** The way to a server behind a tunnel and back, ms. */
  readonly roundTrip?: number;
  /** How late the latest piece of a canary was stamped since the reading before, ms. */
  readonly canaryLate?: number;
}
