import { expect, test } from "vitest";
import { parse } from "yaml";
import schema from "../../inventory/schema/pool.schema.json" with { type: "json" };
import { readPool } from "../../src/inventory/pool.ts";
import { catalogue, fileText, told } from "./files.ts";

const text = fileText("inventory/example.yaml");

interface Node {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | false;
  readonly items?: Node;
}

/** Every path a schema allows; `*` for the keys of a map and the items of a list. */
function allowed(node: Node, path: string): readonly string[] {
  const name = node.$ref?.replace("#/$defs/", "") as keyof typeof schema.$defs | undefined;
  const target: Node = name === undefined ? node : (schema.$defs[name] as Node);
  const own = Object.entries(target.properties ?? {}).map(([key, child]) => [key, child] as const);
  const any = [target.additionalProperties, target.items].flatMap((child) =>
    child ? [["*", child] as const] : [],
  );
  return [...own, ...any].flatMap(([key, child]) => [`${path}/${key}`, ...allowed(child, `${path}/${key}`)]);
}

/** True when the value has something at the path. */
function shows(value: unknown, [part, ...rest]: readonly string[]): boolean {
  if (part === undefined) return value !== undefined;
  if (typeof value !== "object" || value === null) return false;
  const children = part === "*" ? Object.values(value) : [(value as Readonly<Record<string, unknown>>)[part]];
  return children.some((child) => shows(child, rest));
}

test("the example is valid", () => {
  expect(told(readPool(text, "inventory/example.yaml", catalogue))).toBe("");
});

test("the example shows every key of the schema", () => {
  const paths = allowed(schema as Node, "");
  expect(paths.length).toBeGreaterThan(80);
  const value: unknown = parse(text);
  expect(paths.filter((path) => !shows(value, path.split("/").slice(1)))).toEqual([]);
});

test.each(["example.yaml", "artifacts.yaml"])("%s starts with the comment that editors read", (file) => {
  expect(fileText(`inventory/${file}`)).toMatch(
    /^# yaml-language-server: \$schema=schema\/\w+\.schema\.json\n/,
  );
});

test("every default the example shows is the default of the schema", () => {
  const marked = text.split("\n").filter((line) => /# \(default\)/.test(line) && /^\s+\w+: [^#]/.test(line));
  expect(marked.length).toBeGreaterThan(15);
  const written = marked.map((line) => parse(line.trim()) as Readonly<Record<string, unknown>>);
  const defaults = JSON.stringify(schema);
  expect(
    written.filter(
      (pair) =>
        !Object.values(pair).every((value) => defaults.includes(`"default":${JSON.stringify(value)}`)),
    ),
  ).toEqual([]);
});
