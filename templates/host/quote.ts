const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** One word of POSIX sh that stands for exactly `text`. */
export const quoted = (text: string): string =>
  PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** A command line of POSIX sh: the last inch, where argv becomes text. */
export const commandLine = (argv: readonly string[]): string => argv.map(quoted).join(" ");
