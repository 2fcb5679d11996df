import schema from "../../inventory/schema/artifacts.schema.json" with { type: "json" };
import type { Digest } from "../model/digest.ts";
import type { Artifact, ArtifactName, Catalogue } from "../model/pool.ts";
import { frozen } from "./frozen.ts";
import { inOrder, type Reading } from "./problem.ts";
import { validated } from "./schema.ts";
import { openSource } from "./source.ts";

/** `inventory/artifacts.yaml` once it fits its schema. */
interface CatalogueText {
  readonly artifacts: Readonly<Record<string, ArtifactText>>;
}

interface ArtifactText extends Pick<Artifact, "url" | "format" | "strip" | "program" | "delivery"> {
  readonly sha256?: string;
  readonly team?: string;
}

/** Reads the catalogue of artifacts. */
export function readCatalogue(text: string, file: string): Reading<Catalogue> {
  const source = openSource(text, file);
  if (source.value === undefined) return { kind: "bad", problems: inOrder(source.problems) };
  const { value, objections } = validated<CatalogueText>(schema, source.value, source.typed);
  const problems = [...source.problems, ...objections.map(source.locate)];
  if (problems.length > 0) return { kind: "bad", problems: inOrder(problems) };
  const entries = Object.entries(value.artifacts).map(
    ([name, item]) => [name, artifact(name, item)] as const,
  );
  return { kind: "ok", value: frozen(Object.fromEntries(entries)) };
}

function artifact(name: string, { sha256, ...item }: ArtifactText): Artifact {
  const [noun = "", version = ""] = name.split("@");
  const digest = sha256 === undefined ? {} : { sha256: sha256 as Digest };
  return { name: name as ArtifactName, noun, version, ...item, ...digest };
}
