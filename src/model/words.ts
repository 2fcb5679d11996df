/** Some things in one sentence: `a`, `a and b`, `a, b and c`; empty for none. */
export const joined = (parts: readonly string[]): string =>
  [parts.slice(0, -1).join(", "), parts.at(-1) ?? ""].filter((part) => part !== "").join(" and ");
