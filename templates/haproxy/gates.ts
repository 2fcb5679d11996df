import type { Lane } from "../../src/model/lane.ts";
import { streamsVariable } from "../lanes-map.ts";
import { ENGINE_HEADER, PRIORITY_HEADER } from "./engine.ts";
import { onFailure, queueFull, queueTimedOut, refuse } from "./replies.ts";
import { word } from "./text.ts";
import type { ProxyWish } from "./wish.ts";

/** Beside the stats socket, and shorter: unix socket paths may have 104 characters on macOS. */
const socket = ({ layout }: ProxyWish): string => `unix@${word(layout.run)}/gates.sock`;

const gate = (lane: Lane, wish: ProxyWish): string => `backend lane-${lane.name} from base
    timeout queue ${lane.queueTimeout}ms
    timeout server 900s
${onFailure(queueTimedOut)}
${refuse(queueFull, `if { srv_conn_free(lane-${lane.name}/gate) le 0 } { queue(lane-${lane.name}),sub(txn.queue) ge 0 }`)}
    http-request set-header ${PRIORITY_HEADER} %[var(txn.priority)]
    server gate ${socket(wish)} maxconn "\${${streamsVariable(lane)}}" pool-max-conn 0
`;

/**
 * Stage 1: one gate per lane. Its `maxconn` is how many streams of the lane run, its queue is how many wait.
 * The gates meet again at a unix socket, because two backends cannot share the slots of one engine; from there a
 * request goes to the engine that serves its model.
 */
export const gateSections = (wish: ProxyWish): string =>
  [...wish.lanes]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((lane) => gate(lane, wish))
    .concat(`frontend gates from base
    bind ${socket(wish)} mode 600
    no log
    # the slot that becomes free goes to the lane that comes first
    http-request set-priority-class req.hdr_val(${PRIORITY_HEADER})
    use_backend engine-%[req.hdr(${ENGINE_HEADER})]
`)
    .join("\n");
