import { helperFile, sudoersFile, sudoersPath } from "../../../templates/host/sudoers.ts";
import { digestOf, hexOf } from "../../model/digest.ts";
import { type HostWish, noop, type Operation, run } from "../wish.ts";
import { fileSteps } from "./host-files.ts";

/** The files of the operators' program, none when nobody is named. */
export const sudoersFiles = ({ layout, pool }: Pick<HostWish, "layout" | "pool">) => {
  const { operators } = pool.preparation;
  return operators.length === 0 ? [] : [helperFile(layout), sudoersFile(layout, operators)];
};

/** Operators may run one program as root, by its digest; a changed program is refused by sudo itself. */
export const sudoers: Operation = (wish, facts) => {
  const target = sudoersPath(wish.layout);
  const files = sudoersFiles(wish);
  const words = { operation: "sudoers", subject: target };
  const [, rules] = files;
  if (rules === undefined) {
    if (!(target in facts.preparation.files)) return [noop("sudoers", target, "no operators are named")];
    return [run({ ...words, why: "no operators are named any more" }, "forget_file", target)];
  }
  const puts = fileSteps("sudoers", files, facts);
  const isIn = facts.preparation.files[target] === hexOf(digestOf(rules.text));
  if (isIn && puts.length === 0)
    return [
      noop("sudoers", target, `${wish.pool.preparation.operators.join(", ")} may run ${files[0]?.path}`),
    ];
  const why = target in facts.preparation.files ? "its bytes differ" : "it is not there";
  return isIn ? puts : [...puts, run({ ...words, why }, "install_sudoers", rules.path, target)];
};
