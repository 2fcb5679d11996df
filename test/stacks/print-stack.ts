// Prints which library synthesised, and all it would write for the wish in argv: the test runs it under both.
import * as library from "cdktf";
import { PoolStack } from "../../stacks/pool-stack.ts";
import { orchard } from "./orchard.ts";
import { emptyApp } from "./synthesised.ts";

const wish = JSON.parse(process.argv[2] ?? "{}");
const isTerrain = "TerraformEphemeralResource" in library;
const stack = new PoolStack(emptyApp(), orchard(wish));
stack.prepareStack();
console.log(JSON.stringify({ library: isTerrain ? "cdktn" : "cdktf", stack: stack.toTerraform() }));
