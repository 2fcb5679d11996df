import type { ProxyWish } from "./wish.ts";

/** Stage 2 waits at most as long as the most patient lane; it waits only when lanes promise more than the slots. */
const patience = ({ lanes }: ProxyWish): number => Math.max(1000, ...lanes.map((lane) => lane.queueTimeout));

/** Stage 2: the engine with its slots. Ollama on loopback refuses a foreign Host. */
export const engineSections = (wish: ProxyWish): string => {
  const { name, port, slots } = wish.engine;
  const address = `127.0.0.1:${port}`;
  return `backend engine-${name} from base
    timeout queue ${patience(wish)}ms
    timeout check 2s
    http-reuse always
    option httpchk
    http-check send meth GET uri /api/version hdr Host ${address}
    http-check expect status 200
    http-request set-header Host ${address}
.if version_atleast(3.0)
    # the first byte came: a minute of silence is an engine that hangs
    http-response set-timeout server 60s
.endif
    server engine ${address} maxconn ${slots} check inter 2s fastinter 500ms downinter 1s fall 2 rise 1 observe layer4 error-limit 1 on-error mark-down

# reading never waits behind streams
backend reading from base
    timeout server 10s
    http-request set-header Host ${address}
    server engine ${address} maxconn 16 track engine-${name}/engine
`;
};
