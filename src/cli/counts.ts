import { EXIT, Failure } from "../model/failure.ts";

/** What a person typed is not what an option takes. */
export const usage = (subject: string, saw: string, hint: string): Failure =>
  new Failure({ code: "option-invalid", subject, saw, hint, exit: EXIT.usage });

/** `1,2,4,8`. Throws `option-invalid`. */
export function rungs(text: string): readonly number[] {
  const found = text.split(",").map(Number);
  const isLadder = found.every((rung, at) => Number.isInteger(rung) && rung > (found[at - 1] ?? 0));
  if (found[0] === 1 && isLadder) return found;
  throw usage(
    `--rungs ${text}`,
    "they are not whole numbers that ascend from 1",
    "write for example 1,2,4,8",
  );
}

/** A number from 1 on, for the option of this name. Throws `option-invalid`. */
export const count =
  (option: string) =>
  (text: string): number => {
    const found = Number(text);
    if (Number.isInteger(found) && found > 0) return found;
    throw usage(`${option} ${text}`, "it is no whole number above 0", `write for example ${option} 80`);
  };
