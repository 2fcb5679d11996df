import { Failure } from "../model/failure.ts";

/** The failure for evidence that cannot be read; `where` is `file:line` or `file`. */
export const malformed = (where: string, saw: string): Failure =>
  new Failure({
    code: "evidence-malformed",
    subject: where,
    saw,
    hint: "fetch the evidence from the host again, or climb again",
  });
