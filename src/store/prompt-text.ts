import { readFile } from "node:fs/promises";
import { type ExitCode, Failure } from "../model/failure.ts";
import { shownPath } from "./text-file.ts";

/** Who named the file, and what its failures come to. */
export interface PromptSource {
  readonly subject: string;
  readonly exit: ExitCode;
  /** How to do without: `leave --corpus out`. */
  readonly without: string;
}

/** No text holds this letter, and many other files do. */
const ZERO = "\0";

/**
 * The text of a file that prompts are cut from, as it lies there. Throws `corpus-missing` where it cannot be read, `corpus-unreadable`
 * where it is no UTF-8, and `corpus-empty` where it has no word.
 */
export async function promptText(path: string, source: PromptSource): Promise<string> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw refused(source, "corpus-missing", unread(shownPath(path), cause));
  });
  const text = decoded(bytes);
  if (text === undefined)
    throw refused(source, "corpus-unreadable", `${shownPath(path)}: it is no UTF-8 text`);
  if (text.trim() === "") throw refused(source, "corpus-empty", `${shownPath(path)}: it holds no word`);
  return text;
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes(ZERO) ? undefined : text;
  } catch {
    return undefined;
  }
}

function unread(file: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === "ENOENT") return `there is no ${file}`;
  return code === "EISDIR" ? `${file} is a folder` : `${file} cannot be read: ${code ?? message}`;
}

const refused = ({ subject, exit, without }: PromptSource, code: `corpus-${string}`, saw: string): Failure =>
  new Failure({
    code,
    subject,
    saw,
    hint: `name a UTF-8 text file that prompts shall be cut from, or ${without}`,
    exit,
  });
