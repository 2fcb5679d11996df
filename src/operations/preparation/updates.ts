import { preferences, UPDATE_KEYS } from "../../facts/preparation/updates.ts";
import { hand, noop, type Operation, run } from "../wish.ts";

/**
 * No update by itself. Without an MDM this only lowers the odds: macOS may drop a write in silence, so the fact decides
 * and the OS pin catches what came through. With one, the MDM's declaration is the only word that counts.
 */
export const updates: Operation = ({ layout, host }, { preparation }) => {
  const said = preparation.updates ?? {};
  const open = UPDATE_KEYS.filter(({ key }) => said[key] !== "false");
  if (open.length === 0) return [noop("updates", host.id, "macOS does not update itself")];
  const words = { operation: "updates", subject: host.id };
  if (preparation.managed === true) {
    const why = `an MDM manages this Mac, and ${open[0]?.key} is ${said[open[0]?.key ?? ""] ?? "not set"}`;
    return [
      hand({ ...words, why }, "assign the declaration that `espalier declarations` prints, in the MDM"),
    ];
  }
  return open.map(({ domain, key }) =>
    run(
      { ...words, subject: key, why: `it is ${said[key] ?? "not set, which means on"}` },
      "switch_off",
      preferences(layout, domain),
      key,
    ),
  );
};
