export type Labels = Readonly<Record<string, string>>;
export type Sample = readonly [name: string, labels: Labels, value: number];

/** A family of metrics: what it is, and its samples for one of those that are watched. */
export type Family<Watched> = readonly [
  name: string,
  type: "gauge" | "counter" | "histogram",
  help: string,
  samples: (watched: Watched, name: string) => readonly Sample[],
];

/** Prometheus' own escapes inside a label value. */
const escaped = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");

const labelled = (labels: Labels): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(",");

const line = ([name, labels, value]: Sample): string => `${name}{${labelled(labels)}} ${value}\n`;

/** The text format of Prometheus, version 0.0.4: every family once, in the order of those that are watched. */
export const renderFamilies = <Watched>(
  families: readonly Family<Watched>[],
  watched: readonly Watched[],
): string =>
  families
    .map(([name, type, help, samples]) => {
      const lines = watched
        .flatMap((one) => samples(one, name))
        .map(line)
        .join("");
      return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines}`;
    })
    .join("");
