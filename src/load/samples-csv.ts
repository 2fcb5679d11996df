import { OUTCOMES, type Sample } from "../model/sample.ts";
import { headerLine, rowLine, type Table, tableRows, tableText } from "./table.ts";

const SAMPLES: Table<Sample> = {
  name: "samples.csv",
  columns: {
    host: "text",
    rung: "number",
    index: "number",
    planned: "number?",
    sent: "number",
    flushed: "number?",
    firstByte: "number?",
    firstToken: "number?",
    lastToken: "number?",
    end: "number",
    chunks: "number",
    gapMax: "number?",
    gapMean: "number?",
    promptTokens: "number?",
    outputTokens: "number?",
    cachedTokens: "number?",
    serverTtft: "number?",
    serverRate: "number?",
    outcome: OUTCOMES,
    status: "number",
    error: "text",
    lap: "number?",
    lane: "text?",
    resent: "number?",
    id: "text?",
  },
};

/** The header of `samples.csv`, with its line end. */
export const samplesHeader: string = headerLine(SAMPLES);

/** One line of `samples.csv`. */
export const sampleLine = (sample: Sample): string => rowLine(SAMPLES, sample);

/** `samples.csv`: every number in full, so that reading gives back the very same samples. */
export const samplesToCsv = (samples: readonly Sample[]): string => tableText(SAMPLES, samples);

/** Reads `samples.csv`. Throws `Failure` `evidence-malformed` that names the line. */
export const samplesFromCsv = (text: string): readonly Sample[] => tableRows(SAMPLES, text);
