import { REFUSED_HEADER } from "./replies.ts";
import type { ProxyEngine, ProxyWish } from "./wish.ts";

/** The header that carries the engine's name from the edge to the gates; it never comes from outside. */
export const ENGINE_HEADER = "x-espalier-engine";

/** The header that carries the priority of the lane from its gate to the slots. */
export const PRIORITY_HEADER = "x-espalier-priority";

/** Who answers questions about models and version: the first engine with the native API, else the first of all. */
export const readEngine = ({ engines }: Pick<ProxyWish, "engines">): ProxyEngine | undefined =>
  engines.find(({ api }) => api === "ollama") ?? engines[0];

/** Stage 2 waits at most as long as the most patient lane; it waits only when lanes promise more than the slots. */
const patience = ({ lanes }: ProxyWish): number => Math.max(1000, ...lanes.map((lane) => lane.queueTimeout));

/** One of the two places where an engine may serve. */
interface Side {
  readonly name: "engine" | "standby";
  readonly port: number;
}

const server = ({ name, port }: Side): string => `    server ${name} 127.0.0.1:${port}`;

/** A line for the engine, and one for its standby if it has one. */
function sides({ port, standby }: ProxyEngine, line: (side: Side) => string): string {
  const own = line({ name: "engine", port });
  return standby === undefined ? own : `${own}\n${line({ name: "standby", port: standby })}`;
}

/** Which of the two serves is no matter of a release: `serve_by_standby` writes it down for the next start, and without them the engine does. */
const serves = ({ name, standby }: ProxyEngine, side: Side): string => {
  if (standby === undefined) return "";
  const [variable, usual] = side.name === "engine" ? [`ENGINE`, "enabled"] : ["STANDBY", "disabled"];
  return ` "\${ESPALIER_${variable}_${name.replaceAll("-", "_")}-${usual}}"`;
};

const engineSection = (
  engine: ProxyEngine,
  wish: ProxyWish,
): string => `backend engine-${engine.name} from base
    timeout queue ${patience(wish)}ms
    timeout check 2s
    http-reuse always
    option httpchk
    http-check send meth GET uri ${engine.probe} hdr Host ${engine.host}
    http-check expect status 200
    http-request set-header Host ${engine.host}
    http-request del-header ${ENGINE_HEADER}
    http-request del-header ${PRIORITY_HEADER}
    http-response del-header ${REFUSED_HEADER}
.if version_atleast(3.0)
    # the first byte came: a minute of silence is an engine that hangs
    http-response set-timeout server 60s
.endif
${sides(engine, (side) => `${server(side)} maxconn ${engine.slots} check inter 2s fastinter 500ms downinter 1s fall 2 rise 1 observe layer4 error-limit 1 on-error mark-down${serves(engine, side)}`)}
`;

const readSection = (engine: ProxyEngine): string => `# reading never waits behind streams
backend reading from base
    timeout server 10s
    http-request set-header Host ${engine.host}
    http-request del-header ${ENGINE_HEADER}
    http-response del-header ${REFUSED_HEADER}
${sides(engine, (side) => `${server(side)} maxconn 16 track engine-${engine.name}/${side.name}`)}
`;

/** Stage 2: every engine with its slots. */
export function engineSections(wish: ProxyWish): string {
  const reader = readEngine(wish);
  const sections = wish.engines.map((engine) => engineSection(engine, wish));
  return [...sections, ...(reader ? [readSection(reader)] : [])].join("\n");
}
