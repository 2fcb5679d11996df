import { layoutDirectories } from "../facts/directories.ts";
import { SERVICE_USER } from "../model/layout.ts";
import { noop, type Operation, run } from "./wish.ts";

/** The directories of the layout. */
export const directories: Operation = ({ layout }, facts) => {
  const missing = layoutDirectories(layout, SERVICE_USER).filter(
    ({ path }) => !facts.directories.includes(path),
  );
  if (missing.length === 0) return [noop("directories", layout.home, "all directories exist")];
  return missing.map(({ path, owner, mode }) =>
    run(
      { operation: "directories", subject: path, why: "it is missing, or has another owner or mode" },
      "ensure_directory",
      path,
      owner,
      mode,
    ),
  );
};
