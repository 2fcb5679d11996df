import type { Model } from "../model/model.ts";
import type { ModelShape, Pooling } from "../model/shape.ts";

/** What the inventory says of a model, and its own file otherwise. */
export interface MistakenPurpose {
  readonly subject: string;
  readonly saw: string;
  readonly hint: string;
}

/** A file with one of these was made for vectors: Ollama asks it for nothing else, and llama.cpp gives one for each text. */
const EMBEDDING: readonly (Pooling | undefined)[] = ["none", "mean", "cls", "last"];

const isVector = (pooling: Pooling | undefined): boolean => pooling !== "none" && EMBEDDING.includes(pooling);

/** A model that would be asked for what it cannot do: it could never be healthy, nor behind a gateway. */
export function mistakenPurpose(
  { name, embeds, pooling: named }: Model,
  { architecture, pooling }: ModelShape,
): MistakenPurpose | undefined {
  const subject = `models.${name}`;
  const saw = `its header has ${architecture}.pooling_type ${pooling}`;
  if (pooling === "rank")
    return {
      subject,
      saw: `${saw}: it ranks texts`,
      hint: "name another model: nothing here asks for ranks",
    };
  if (EMBEDDING.includes(pooling) && !embeds)
    return {
      subject,
      saw: `${saw}: it embeds and generates nothing, and the inventory does not say so`,
      hint: `write \`embeds: true\` under models.${name}`,
    };
  if (pooling === "untold" && embeds && named === undefined)
    return {
      subject,
      saw: `its header has no ${architecture}.pooling_type: it generates, and the inventory says that it embeds`,
      hint: `remove \`embeds\` from models.${name}, or name the file of a model that embeds; llama-server makes vectors with any model if you write its \`pooling\``,
    };
  if (embeds && named !== undefined && isVector(pooling) && pooling !== named)
    return {
      subject,
      saw: `${saw}, and the inventory ${named}: its vectors would be of the right size and mean nothing`,
      hint: `remove \`pooling\` from models.${name}`,
    };
  return undefined;
}
