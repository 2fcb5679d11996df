/** A word of the configuration: HAProxy splits at blanks and reads quotes, `#` and `$` as its own. */
export const word = (text: string): string => text.replace(/[\\\s"'#$]/g, (sign) => `\\${sign}`);

/** `address:port` for a bind line; IPv6 addresses in brackets. */
export const endpoint = (address: string, port: number): string =>
  address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;

/** Whole seconds, at least one: HAProxy and Retry-After know nothing finer that we need. */
export const seconds = (milliseconds: number): number => Math.max(1, Math.ceil(milliseconds / 1000));
