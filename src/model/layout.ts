/** Where Espalier keeps things on a host. Every path is absolute and starts with the host's root. */
export interface Layout {
  readonly root: string;
  /** Directories searched for programs, in macOS order, then the machine's own. */
  readonly searchPath: string;
  /** For scripts and artifacts on their way; a restart of the host may empty it. */
  readonly tmp: string;
  readonly home: string;
  /** `<releases>/<noun>/<short digest>` for artifacts, `<releases>/pool/<short digest>` for host releases. */
  readonly releases: string;
  readonly poolReleases: string;
  /** Symlink to the host release that serves. */
  readonly current: string;
  /** Symlink to the last host release that passed its gate. */
  readonly good: string;
  /** Symlink to the release that was good before it. */
  readonly previous: string;
  /** Which pool the Mac belongs to, and as which of its hosts; a gateway on it has no other. */
  readonly owner: string;
  readonly state: string;
  /** One line per lane-wide switch; `all yes` while drained. */
  readonly drainMap: string;
  /** Of a gateway: a mark for each host that gets no new requests. */
  readonly drainedHosts: string;
  /** Of a gateway: the same for its proxy, which reads it whenever it starts. */
  readonly drainedServers: string;
  /** What the inventory says of keys and lanes: no release brings or takes it, so that no way back revives a key. */
  readonly admission: string;
  /** The same as the inventory has it; `admission` holds what of it the release that serves can let in. */
  readonly wantedAdmission: string;
  readonly keysMap: string;
  readonly lanesMap: string;
  /** Streams per lane, for the start of the proxy. */
  readonly lanesSetup: string;
  /** What only root and the group of the service account may read: of a gateway, the key of its health checks. */
  readonly secrets: string;
  readonly probeSetup: string;
  /** The host result that qualified the good release; it lies in the release, so that each keeps its own proof. */
  readonly qualification: string;
  /** A file for each engine whose standby serves in its place; the proxy reads them when it starts. */
  readonly standby: string;
  readonly run: string;
  readonly proxySocket: string;
  readonly models: string;
  /** `<short manifest>/<model>/`: the files of a hub under their own names, each a link to its blob. */
  readonly snapshots: string;
  readonly evidence: string;
  readonly logs: string;
  readonly launchDaemons: string;
  readonly etc: string;
  readonly tls: string;
}

const PROGRAM_DIRECTORIES = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];

/** The layout of a host below `root` (`/` on a Mac). */
export const layout = (root: string): Layout => layoutOf(root, "espalier");

/** The layout of a gateway: beside the one of a host, so that both may share a machine and neither touches the other. */
export const gatewayLayout = (root: string): Layout => layoutOf(root, "espalier-gateway");

function layoutOf(root: string, name: string): Layout {
  const base = root === "/" ? "" : root;
  const home = `${base}/opt/${name}`;
  const own = PROGRAM_DIRECTORIES.map((directory) => `${base}${directory}`);
  return {
    root,
    searchPath: [...new Set([...own, ...PROGRAM_DIRECTORIES])].join(":"),
    tmp: `${base}/tmp`,
    home,
    releases: `${home}/releases`,
    poolReleases: `${home}/releases/pool`,
    current: `${home}/current`,
    good: `${home}/good`,
    previous: `${home}/previous`,
    owner: `${base}/opt/espalier/owner`,
    state: `${home}/state`,
    drainMap: `${home}/state/drain.map`,
    drainedHosts: `${home}/state/drained`,
    drainedServers: `${home}/state/drained.servers`,
    admission: `${home}/admission`,
    wantedAdmission: `${home}/admission/wanted`,
    keysMap: `${home}/admission/keys.map`,
    lanesMap: `${home}/admission/lanes.map`,
    lanesSetup: `${home}/admission/lanes.cfg`,
    secrets: `${home}/secrets`,
    probeSetup: `${home}/secrets/probe.cfg`,
    qualification: `${home}/good/qualification.json`,
    standby: `${home}/state/standby`,
    run: `${home}/run`,
    proxySocket: `${home}/run/haproxy.sock`,
    models: `${home}/models`,
    snapshots: `${home}/snapshots`,
    evidence: `${home}/evidence`,
    logs: `${base}/var/log/espalier`,
    launchDaemons: `${base}/Library/LaunchDaemons`,
    etc: `${base}/etc`,
    tls: `${home}/tls`,
  };
}

/** launchd labels of the jobs Espalier keeps. */
export const JOB_PREFIX = "com.espalier.";
export const engineLabel = (engine: string): string => `${JOB_PREFIX}${engine}`;
/** What the standby of an engine is called: its job is `com.espalier.ollama.standby`, its port on a host `ollama.standby`. */
export const standbyOf = (engine: string): string => `${engine}.standby`;
const STANDBY_LABEL = /^com\.espalier\.(.+)\.standby$/;
/** The engine whose standby a job runs; absent for every other job. */
export const standbyEngineOf = (label: string): string | undefined => STANDBY_LABEL.exec(label)?.[1];
export const PROXY_LABEL = "com.espalier.haproxy";
/** The proxy of a gateway: no job of a host, so that neither a release nor a retirement of the host stops it. */
export const GATEWAY_LABEL = "com.espalier-gateway.haproxy";
/** Jobs of the host itself: a release neither brings nor takes them, so their labels are not `com.espalier.*`. */
export const LOGS_LABEL = "com.espalier-host.logs";
export const GPU_LABEL = "com.espalier-host.gpu-memory";
/** Where launchd finds the property list of a job. */
export const installedPlist = ({ launchDaemons }: Layout, label: string): string =>
  `${launchDaemons}/${label}.plist`;
/** The hidden account the services run as. */
export const SERVICE_USER = "_espalier";
