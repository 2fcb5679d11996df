import type { Signal } from "../model/signal.ts";
import { headerLine, rowLine, type Table, tableRows, tableText } from "./table.ts";

const SIGNALS: Table<Signal> = {
  name: "signals.csv",
  columns: {
    host: "text",
    at: "number",
    rung: "number",
    rss: "number?",
    footprint: "number?",
    swapUsed: "number?",
    pressure: "number?",
    thermal: "number?",
    swapOuts: "number?",
    compressor: "number?",
    gpuBusy: "number?",
    gpuMemory: "number?",
    gpuResets: "number?",
    eCores: "number?",
    pCores: "number?",
    power: "number?",
    diskIo: "number?",
    diskFree: "number?",
    queue: "number?",
    logErrors: "number?",
    enginePid: "number?",
    onBattery: "number?",
    lowPower: "number?",
    coTenants: "number?",
    coTenantNames: "text?",
    roundTrip: "number?",
    canaryLate: "number?",
    lap: "number?",
  },
};

/** The header of `signals.csv`, with its line end. */
export const signalsHeader: string = headerLine(SIGNALS);

/** One line of `signals.csv`. */
export const signalLine = (signal: Signal): string => rowLine(SIGNALS, signal);

/** `signals.csv`: a signal that was not read is an empty cell, never a zero. */
export const signalsToCsv = (signals: readonly Signal[]): string => tableText(SIGNALS, signals);

/** Reads `signals.csv`. Throws `Failure` `evidence-malformed` that names the line. */
export const signalsFromCsv = (text: string): readonly Signal[] => tableRows(SIGNALS, text);
