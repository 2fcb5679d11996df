// A project's app for the real cdktf: one stack for the wish in the environment.
import { App } from "cdktf";
import { PoolStack } from "../../stacks/pool-stack.ts";
import { orchard } from "./orchard.ts";

const app = new App({ stackTraces: false });
new PoolStack(app, orchard(JSON.parse(process.env["ORCHARD_WISH"] ?? "{}")));
app.synth();
