import type { PoolId, RetiredHost } from "../../src/model/pool.ts";
import type { StackOptions } from "../stack-options.ts";
import { espalierCommand, inventoryEnvironment } from "./espalier-command.ts";
import { memberAddress } from "./member.ts";

/**
 * `removed` blocks: a host that state still knows as a member is drained and cleaned, once. A block whose
 * host is no longer in state does nothing, so an entry may stay under `retired:` for ever.
 */
export const retiredHosts = (pool: PoolId, hosts: readonly RetiredHost[], options: StackOptions) =>
  hosts.map(({ id }) => {
    const command = espalierCommand({
      argv: ["retire", pool, id],
      root: options.root,
      environment: inventoryEnvironment(options.inventory),
    });
    const { type, interpreter, command: last, workingDir, environment } = command;
    return {
      from: memberAddress(id),
      lifecycle: { destroy: true },
      provisioner: [
        { [type]: { when: "destroy", interpreter, command: last, working_dir: workingDir, environment } },
      ],
    };
  });
