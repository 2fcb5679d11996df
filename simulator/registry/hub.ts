import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import { sendJson } from "../server.ts";
import { tinyGguf } from "../tiny/gguf.ts";
import { type Files, tinySnapshot } from "../tiny/snapshot.ts";
import { NOMIC } from "./nomic.ts";
import { publishedGguf } from "./published.ts";

/** A repository of files at one revision. */
interface Revision {
  /** 40 hex, as git names a commit. */
  readonly commit: string;
  readonly files: Files;
}

const sha256 = (data: Buffer): string => createHash("sha256").update(data).digest("hex");

/** What git calls a file of that content. */
const blobId = (data: Buffer): string =>
  createHash("sha1").update(`blob ${data.length}\0`).update(data).digest("hex");

const isLarge = (path: string): boolean => /\.(gguf|safetensors)$/.test(path);

const revision = (files: Files): Revision => ({
  commit: createHash("sha1")
    .update(
      Object.entries(files)
        .map(([path, data]) => `${path} ${blobId(data)}\n`)
        .join(""),
    )
    .digest("hex"),
  files,
});

const nomic = (edition: number): Files => ({
  "nomic-embed-text-v1.5.Q8_0.gguf": publishedGguf(NOMIC, `nomic-embed-text-v1.5#${edition}`),
});

/** Repository -> its revisions; the branch `main` names the first, and the second once it has moved. */
const repositories = (): Readonly<Record<string, readonly [Revision, Revision]>> => ({
  "qwen/qwen3-4b-gguf": [
    revision({ "qwen3-4b-q4_k_m.gguf": tinyGguf(1) }),
    revision({ "qwen3-4b-q4_k_m.gguf": tinyGguf(2) }),
  ],
  "nomic-ai/nomic-embed-text-v1.5-GGUF": [revision(nomic(1)), revision(nomic(2))],
  "mlx-community/qwen3-4b-4bit": [revision(tinySnapshot(1)), revision(tinySnapshot(2))],
});

/** A file's line in the tree of a repository: large files carry their sha256, small ones git's own name. */
const entryOf = (path: string, data: Buffer): object => {
  const entry = { type: "file", oid: blobId(data), size: data.length, path };
  return isLarge(path)
    ? { ...entry, lfs: { oid: sha256(data), size: data.length, pointerSize: 134 } }
    : entry;
};

const PATH = /^\/([\w.-]+\/[\w.-]+)\/resolve\/([\w.-]+)\/([\w./-]+)$/;
const TREE = /^\/api\/models\/([\w.-]+\/[\w.-]+)\/tree\/([\w.-]+)\/?$/;
const INFO = /^\/api\/models\/([\w.-]+\/[\w.-]+)(?:\/revision\/([\w.-]+))?$/;

/** The first byte that `bytes=N-` asks for. */
const startOf = (range: string | undefined): number => Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);

/** Snapshots as huggingface.co serves them: files by revision, their tree, and the commit of a branch. */
export class Hub {
  /** Bytes of files that were served since the start. */
  served = 0;
  readonly #repositories = repositories();

  /** Answers a request; false when the path is none of the hub's. */
  answer(url: string, moved: boolean, response: ServerResponse, range?: string): boolean {
    const path = url.split("?")[0] ?? "";
    const file = PATH.exec(path);
    if (file !== null) return this.#file(file, moved, response, range);
    const [, repository = "", name = "main"] = TREE.exec(path) ?? INFO.exec(path) ?? [];
    if (repository === "") return false;
    const found = this.#revision(repository, name, moved);
    if (found === undefined) sendJson(response, 404, { error: "Repository not found" });
    else sendJson(response, 200, TREE.test(path) ? tree(found) : { id: repository, sha: found.commit });
    return true;
  }

  #file(match: RegExpExecArray, moved: boolean, response: ServerResponse, range?: string): true {
    const [, repository = "", name = "", path = ""] = match;
    const found = this.#revision(repository, name, moved);
    const data = found?.files[path];
    if (found === undefined || data === undefined) {
      response.writeHead(404, { "x-error-code": "EntryNotFound" }).end("Entry not found");
      return true;
    }
    const start = startOf(range);
    response.writeHead(start === 0 ? 200 : 206, {
      "content-type": "application/octet-stream",
      "content-length": data.length - start,
      "accept-ranges": "bytes",
      "x-repo-commit": found.commit,
      etag: `"${isLarge(path) ? sha256(data) : blobId(data)}"`,
      ...(start === 0 ? {} : { "content-range": `bytes ${start}-${data.length - 1}/${data.length}` }),
    });
    this.served += data.length - start;
    response.end(data.subarray(start));
    return true;
  }

  /** Commits stay reachable by their name; `main` moves. */
  #revision(repository: string, name: string, moved: boolean): Revision | undefined {
    const all = this.#repositories[repository];
    if (name === "main") return all?.[moved ? 1 : 0];
    return all?.find(({ commit }) => commit === name);
  }
}

const tree = ({ files }: Revision): readonly object[] =>
  Object.entries(files).map(([path, data]) => entryOf(path, data));
