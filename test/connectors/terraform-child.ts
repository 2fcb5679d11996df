// Runs one deploy and prints how it ended; the test tells this process to stop, as a person does.
import { cdktfDeploy, findTerraform, terraformApply } from "../../src/connectors/terraform.ts";

const [how, directory = ".", log = ""] = process.argv.slice(2);
const program = await findTerraform(process.env);
const call = { program, directory, log, environment: process.env, stack: "orchard" };
const run = await (how === "cdktf" ? cdktfDeploy(call) : terraformApply(call));
console.log(JSON.stringify({ exit: run.exit, signal: run.signal, stopped: run.stopped }));
