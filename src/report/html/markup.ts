/** HTML that is already escaped. Only `html` and `trusted` give one, so that text cannot slip in raw. */
export interface Markup {
  readonly kind: "markup";
  readonly text: string;
}

/** What may stand in a template: text is escaped, markup is kept, lists are joined, nothing is nothing. */
export type Part = string | number | Markup | undefined | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** `text` made safe for element content and for quoted attributes. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

/** Markup from our own constants or from a renderer that escapes. Never call it with text from a host. */
export const trusted = (text: string): Markup => ({ kind: "markup", text });

function written(part: Part): string {
  if (part === undefined) return "";
  if (typeof part === "string") return escaped(part);
  if (typeof part === "number") return String(part);
  return "kind" in part ? part.text : part.map(written).join("");
}

/** The template tag of every HTML fragment in the report. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  trusted(strings.map((text, index) => `${text}${written(parts[index])}`).join(""));
