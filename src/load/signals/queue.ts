/**
 * Requests that wait, in the metrics of HAProxy: those that no server has taken, and those that wait for one server. A page
 * without any such line is none of HAProxy's.
 */
export function queue(stdout: string): number | undefined {
  const waiting = [...stdout.matchAll(/^haproxy_(?:backend|server)_current_queue\{[^}]*\} (\d+)$/gm)];
  return waiting.length === 0 ? undefined : waiting.reduce((sum, [, count]) => sum + Number(count), 0);
}
