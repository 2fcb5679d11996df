import type { HostResult } from "../../model/run-result.ts";
import { type Table, table } from "./bits.ts";
import { html, type Part } from "./markup.ts";

const TABLE: Table = {
  caption:
    "No playbook does these: they are done at the machine, in System Settings or in an MDM, or left alone with a reason.",
  columns: [{ title: "What", kind: "nowrap" }, { title: "Why" }, { title: "What to do" }],
};

/** What only a person can do on a host, and has not done yet. */
export const hands = ({ open }: HostResult): Part =>
  open === undefined
    ? undefined
    : html`<h3>Needs hands</h3>${table(
        TABLE,
        open.map(({ subject, why, todo }) => [subject, why, todo]),
      )}`;
