/** Some things in one sentence: `a`, `a and b`, `a, b and c`; empty for none. */
export const joined = (parts: readonly string[]): string =>
  [parts.slice(0, -1).join(", "), parts.at(-1) ?? ""].filter((part) => part !== "").join(" and ");

/** More than these are not read one by one. */
const MOST = 4;

/** The same, and of many `a, b and 4 more`. */
export const listed = (parts: readonly string[]): string =>
  parts.length > MOST ? `${parts.slice(0, 2).join(", ")} and ${parts.length - 2} more` : joined(parts);
