/** A value of an XML property list. */
export type PlistValue = string | number | boolean | readonly PlistValue[] | PlistDict;
export interface PlistDict {
  readonly [key: string]: PlistValue;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decoded(text: string): string {
  return text.replaceAll(/&(#x?)?(\w+);/g, (whole, numeric: string | undefined, name: string) => {
    if (numeric !== undefined) return String.fromCodePoint(Number.parseInt(name, numeric === "#x" ? 16 : 10));
    return ENTITIES[name] ?? whole;
  });
}

/** Tags and the text between them; comments, the declaration and the doctype are dropped. */
const tokens = (xml: string): string[] =>
  (
    xml.replaceAll(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!DOCTYPE[^>]*>/g, "").match(/<[^>]+>|[^<]+/g) ?? []
  ).filter((token) => token.trim() !== "");

class Reader {
  readonly #tokens: string[];
  constructor(xml: string) {
    this.#tokens = tokens(xml);
  }

  take(wanted?: string): string {
    const token = this.#tokens.shift();
    if (token === undefined) throw new SyntaxError("unexpected end of the property list");
    if (wanted !== undefined && token !== wanted) throw new SyntaxError(`found ${token}, wanted ${wanted}`);
    return token;
  }

  /** Character data up to `</tag>`. */
  text(tag: string): string {
    const token = this.take();
    if (token === `</${tag}>`) return "";
    this.take(`</${tag}>`);
    return decoded(token);
  }

  until<T>(end: string, item: () => T): T[] {
    const items: T[] = [];
    while (this.#tokens[0] !== end) items.push(item());
    this.take(end);
    return items;
  }

  end(): void {
    if (this.#tokens.length > 0) throw new SyntaxError(`found ${this.#tokens[0]} after the end`);
  }
}

function entry(reader: Reader): [string, PlistValue] {
  reader.take("<key>");
  return [reader.text("key"), value(reader)];
}

function number(text: string): number {
  if (!/^-?\d+(\.\d+)?$/.test(text.trim())) throw new SyntaxError(`found ${text}, wanted a number`);
  return Number(text);
}

const READERS: Readonly<Record<string, (reader: Reader) => PlistValue>> = {
  "<true/>": () => true,
  "<false/>": () => false,
  "<array/>": () => [],
  "<dict/>": () => ({}),
  "<string/>": () => "",
  "<string>": (reader) => reader.text("string"),
  "<date>": (reader) => reader.text("date"),
  "<data>": (reader) => reader.text("data"),
  "<integer>": (reader) => number(reader.text("integer")),
  "<real>": (reader) => number(reader.text("real")),
  "<array>": (reader) => reader.until("</array>", () => value(reader)),
  "<dict>": (reader) => Object.fromEntries(reader.until("</dict>", () => entry(reader))),
};

function value(reader: Reader): PlistValue {
  const tag = reader.take();
  const read = READERS[tag];
  if (read === undefined) throw new SyntaxError(`found ${tag}, wanted a value`);
  return read(reader);
}

/** Reads an XML property list. Throws `SyntaxError` with what was found and wanted. */
export function parsePlist(xml: string): PlistValue {
  const reader = new Reader(xml);
  if (!/^<plist( [^>]*)?>$/.test(reader.take())) throw new SyntaxError("found no <plist>");
  const root = value(reader);
  reader.take("</plist>");
  reader.end();
  return root;
}
