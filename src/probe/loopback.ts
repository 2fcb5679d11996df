/** True for http and https on this machine itself: the ladder must not be turned against another. */
export function isLoopback(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  const local = hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
  return local && (protocol === "http:" || protocol === "https:");
}
