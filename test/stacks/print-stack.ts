// Prints which library synthesised, and all it would write for the wish in argv: the test runs it under both.
import * as library from "cdktf";
import { PoolStack } from "../../stacks/pool-stack.ts";
import { orchard } from "./orchard.ts";

const wish = JSON.parse(process.argv[2] ?? "{}");
const isTerrain = "TerraformEphemeralResource" in library;
const stack = new PoolStack(library.Testing.app(), orchard(wish));
stack.prepareStack();
console.log(JSON.stringify({ library: isTerrain ? "cdktn" : "cdktf", stack: stack.toTerraform() }));
