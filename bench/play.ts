import { layoutDirectories } from "../src/facts/directories.ts";
import { enginePages } from "../src/facts/engine.ts";
import { hostQuestions } from "../src/facts/host.ts";
import { manifestPath } from "../src/facts/models.ts";
import { digestOf, hexOf, shortOf } from "../src/model/digest.ts";
import { SERVICE_USER } from "../src/model/layout.ts";
import { isHubPin } from "../src/model/lock.ts";
import { artifactDirectory, hostArtifacts } from "../src/operations/artifact.ts";
import { hostInterest } from "../src/operations/interest.ts";
import { hostModels } from "../src/operations/model.ts";
import { releaseDirectory } from "../src/operations/release.ts";
import type { HostWish } from "../src/operations/wish.ts";
import { renderFactsScript } from "../templates/host/facts-script.ts";

/** What the tasks below ask of one host: exactly what Espalier's facts script asks of it. */
export function hostVariables(wish: HostWish) {
  const { layout, spec, lock, host } = wish;
  const interest = hostInterest(wish);
  const plists = interest.labels.map((label) => `launchd/${label}.plist`);
  const sum = (path: string): string =>
    hexOf(digestOf(spec.files.find((file) => file.path === path)?.text ?? ""));
  const models = hostModels(wish);
  return {
    os_build: lock.hosts[host.id]?.os.build,
    home: layout.home,
    account: SERVICE_USER,
    directories: layoutDirectories(layout, SERVICE_USER).map(({ path }) => path),
    certificate: `${layout.tls}/host.pem`,
    releases: layout.releases,
    artifacts: hostArtifacts(wish).map((item) => `${layout.releases}/${artifactDirectory(item)}`),
    links: [layout.current, layout.good].map((path) => ({ path, target: shortOf(spec.digest) })),
    texts: [`${layout.current}/release.json`, layout.qualification, layout.drainMap],
    files: [
      ...spec.files.map(({ path, text }) => ({
        path: `${releaseDirectory(wish)}/${path}`,
        sum: hexOf(digestOf(text)),
      })),
      ...interest.labels.map((label, index) => ({
        path: `${layout.launchDaemons}/${label}.plist`,
        sum: sum(plists[index] ?? ""),
      })),
      ...models.flatMap(({ pin }) =>
        isHubPin(pin)
          ? []
          : [{ path: `${layout.models}/manifests/${manifestPath(pin)}`, sum: hexOf(pin.manifest) }],
      ),
    ],
    kept: `${layout.home}/manifests`,
    blob_folder: `${layout.models}/blobs`,
    blobs: models.flatMap(({ pin }) => pin.layers.map(({ digest }) => `sha256-${hexOf(digest)}`)),
    labels: interest.labels,
    urls: [
      ...Object.values(interest.engines).flatMap(enginePages),
      `http://127.0.0.1:${interest.metricsPort}/healthz`,
    ],
    facts_script: renderFactsScript(layout, hostQuestions(interest)),
  };
}

export type HostVariables = ReturnType<typeof hostVariables>;

const command = (name: string, argv: readonly string[], failed: string) => ({
  name,
  "ansible.builtin.command": { argv },
  register: "said",
  changed_when: false,
  failed_when: failed,
});

/** The play as one would write it: a module for each thing that has to be as it is. */
export const PLAY = [
  {
    hosts: "all",
    gather_facts: false,
    become: true,
    tasks: [
      command("operating system", ["sw_vers"], "os_build not in said.stdout"),
      command(
        "hardware",
        ["sysctl", "hw.memsize", "machdep.cpu.brand_string", "kern.bootsessionuuid"],
        "said.rc != 0",
      ),
      command("free space", ["df", "-k", "{{ home }}"], "said.rc != 0"),
      command("service account", ["dscl", ".", "-read", "/Users/{{ account }}", "UniqueID"], "said.rc != 0"),
      {
        name: "directories",
        "ansible.builtin.file": { path: "{{ item }}", state: "directory" },
        loop: "{{ directories }}",
      },
      {
        name: "host certificate",
        "ansible.builtin.stat": { path: "{{ certificate }}", get_checksum: false },
        register: "said",
        failed_when: "not said.stat.exists",
      },
      {
        name: "artifacts",
        "ansible.builtin.find": { paths: "{{ releases }}", file_type: "directory", recurse: true, depth: 2 },
        register: "said",
        failed_when: "artifacts | difference(said.files | map(attribute='path')) | length > 0",
      },
      {
        name: "links",
        "ansible.builtin.stat": { path: "{{ item.path }}", get_checksum: false },
        register: "said",
        failed_when: "said.stat.lnk_source | default('') | basename != item.target",
        loop: "{{ links }}",
      },
      {
        name: "records",
        "ansible.builtin.slurp": { src: "{{ item }}" },
        loop: "{{ texts }}",
      },
      {
        name: "files",
        "ansible.builtin.stat": { path: "{{ item.path }}", checksum_algorithm: "sha256" },
        register: "said",
        failed_when: "said.stat.checksum | default('') != item.sum",
        loop: "{{ files }}",
      },
      {
        name: "kept manifests",
        "ansible.builtin.find": { paths: "{{ kept }}" },
        register: "said",
        failed_when: "said.matched == 0",
      },
      {
        name: "blobs",
        "ansible.builtin.find": { paths: "{{ blob_folder }}" },
        register: "said",
        failed_when: "blobs | difference(said.files | map(attribute='path') | map('basename')) | length > 0",
      },
      {
        ...command(
          "services",
          ["launchctl", "print", "system/{{ item }}"],
          "'state = running' not in said.stdout",
        ),
        loop: "{{ labels }}",
      },
      {
        name: "engines and proxy answer",
        "ansible.builtin.uri": { url: "{{ item }}", timeout: 3 },
        loop: "{{ urls }}",
      },
    ],
  },
] as const;

/** The least a play can do: one task that runs Espalier's own facts script, and nobody reads its answer. */
export const RAW_PLAY = [
  {
    hosts: "all",
    gather_facts: false,
    become: true,
    tasks: [{ name: "facts", "ansible.builtin.raw": "{{ facts_script }}", changed_when: false }],
  },
] as const;

/** Modules that the play runs on one host. */
export const moduleCalls = (host: HostVariables): number =>
  PLAY[0].tasks.reduce((sum, task) => {
    const list = "loop" in task ? host[/\w+/.exec(task.loop)?.[0] as keyof HostVariables] : undefined;
    return sum + (Array.isArray(list) ? list.length : 1);
  }, 0);
