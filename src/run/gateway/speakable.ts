/**
 * Whether a key can stand in an HTTP header and, unquoted, in a configuration of HAProxy, which reads quotes and blanks as its
 * own. The signs are those of a bearer token (RFC 6750, section 2.1).
 */
export const isSpeakable = (key: string): boolean => /^[\w.~+/=-]+$/.test(key);
