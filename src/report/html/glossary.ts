import { html, type Markup } from "./markup.ts";

const WORDS: readonly (readonly [string, string])[] = [
  ["TTFT", "time to first token: from sending a request to the first piece of the answer."],
  ["Completion", "from sending a request to the end of its answer."],
  ["p50, p95, p99", "half, 95 and 99 of 100 requests were at least this fast."],
  ["Output", "tokens per second of all streams together, of the time in which all of them were busy."],
  [
    "Rung",
    "one load level of the ladder: so many streams at once, each sending its next request when the last one ended; at random times so many times the requests per minute.",
  ],
  [
    "Knee",
    "the last rung before requests begin to queue, or before streams share so much that more of them hardly get more done.",
  ],
  ["Pass", "every rule was met, with enough evidence."],
  ["Fail", "at least one rule was missed."],
  ["Unproven", "too little data, or an instrument or signal in doubt. It stops the rollout as a fail does."],
];

/** The words of the page for readers who do not run ladders. */
export const glossary = (): Markup =>
  html`<section class="screen"><h2>Words</h2><dl class="words">${WORDS.map(
    ([word, meaning]) => html`<div><dt>${word}</dt><dd>${meaning}</dd></div>`,
  )}</dl></section>`;
