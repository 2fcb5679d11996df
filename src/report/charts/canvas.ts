import { type PlotOptions, plot } from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { escaped, html, type Markup, trusted } from "../html/markup.ts";

const { document } = parseHTML("<!doctype html><html><body></body></html>");

const PLOT_STYLE = /<style>.*?<\/style>/s;
const LONG_NUMBER = /(?<=[\s",(MLHVCZ-])-?\d+\.\d{3,}/g;

/** Shorter, and equal on every machine: pixels to a hundredth; the page's own style sheet instead of Plot's. */
const tidy = (svg: string): string =>
  svg
    .replace(PLOT_STYLE, "")
    .replace(/ (?:height|width)="\d+"(?=[^>]*viewBox)|(?<=viewBox="[^"]*") (?:height|width)="\d+"/g, "")
    .replace(LONG_NUMBER, (number) => String(Math.round(Number(number) * 100) / 100));

/** The shape of a chart that shares its row with another. */
export const HALF = {
  width: 520,
  height: 290,
  marginTop: 14,
  marginLeft: 58,
  marginRight: 42,
  marginBottom: 40,
} as const;

/** Letters that stay readable where they lie on a line. */
export const HALO = { stroke: "var(--card)", strokeWidth: 4 } as const;

/** Draws a chart without a browser; `label` says in one sentence what it shows. */
export function draw(label: string, options: PlotOptions): Markup {
  const drawn = plot({ ...options, document });
  const svg = tidy(drawn.outerHTML);
  return trusted(svg.replace("<svg", `<svg role="img" aria-label="${escaped(label)}"`));
}

/** A chart with its title, what to see in it, and its key. */
export interface Figure {
  readonly title: string;
  readonly note: string;
  readonly body: Markup;
  readonly wide?: boolean;
}

export const figure = ({
  title,
  note,
  body,
  wide,
}: Figure): Markup => html`<figure class="${wide ? "wide" : ""}">
<figcaption><b>${title}</b><span>${note}</span></figcaption>${body}</figure>`;
