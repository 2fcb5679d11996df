import { html, type Markup } from "./markup.ts";

const STEPS: readonly (readonly [string, string])[] = [
  [
    "The box above is the answer.",
    "Pass: the promise holds. Fail: it does not. Unproven: nobody can say, which is no pass.",
  ],
  ["Rules say why.", "One line for each promise: what was wanted, what was seen, on how many requests."],
  [
    "When somebody complains,",
    "find their words in the table of that host; it says whether this run saw it, and what to do.",
  ],
  [
    "The timeline shows when.",
    "A step in the dots right above a step in swap, pressure or heat is its likeliest cause.",
  ],
  ["Send on the folder, not a picture.", "Whoever gets it can judge the raw samples again: see Provenance."],
];

/** How somebody reads the page who has never climbed a ladder: first-line support. */
export const reading = (): Markup =>
  html`<section class="screen"><h2>How to read this</h2><ol class="steps">${STEPS.map(
    ([what, how]) => html`<li><b>${what}</b> ${how}</li>`,
  )}</ol></section>`;
