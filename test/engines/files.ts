import { join } from "node:path";
import type { Files } from "../../simulator/tiny/snapshot.ts";
import { digestOf, hexOf } from "../../src/model/digest.ts";
import { web } from "../fakes/web.ts";
import { act, deed, refuses } from "./act.ts";
import { demand } from "./demand.ts";

/** Brings files from a server to `folder` as a host does: by digest, and refuses one with other bytes. */
export async function admitFiles(root: string, folder: string, files: Files): Promise<void> {
  const source = await web((request, response) => {
    const data = files[decodeURIComponent(request.url ?? "").slice(1)];
    response.writeHead(data === undefined ? 404 : 200).end(data);
  });
  const admission = (name: string, hex: string, size: number, target: string) =>
    deed(
      "admit_blob",
      `${source.url}/${name}`,
      hex,
      join(folder, target),
      String(size),
      join(folder, "no-seed"),
    );
  try {
    for (const [name, data] of Object.entries(files)) {
      const wrong = admission(name, "0".repeat(64), data.length, `${name}-wrong`);
      demand(await refuses(root, [wrong], "sha256"), `${name} with another digest is refused`);
      await act(root, [admission(name, hexOf(digestOf(data)), data.length, name)]);
    }
  } finally {
    await source.close();
  }
}
