import { SERVICE_USER } from "../model/layout.ts";
import { noop, type Operation, run } from "./wish.ts";

/** The hidden account that engine and proxy run as. */
export const account: Operation = ({ layout }, facts) => {
  if (facts.serviceUser) return [noop("account", SERVICE_USER, "the account exists")];
  const words = {
    operation: "account",
    subject: SERVICE_USER,
    why: "no hidden account without a shell exists",
  };
  return [run(words, "ensure_account", SERVICE_USER, layout.home)];
};
