// Preloaded: every `cdktf` of this Node process is `cdktn`, in ES modules and in CommonJS (@cdktf/provider-null).
import Module, { register } from "node:module";

const renamed = (name) => name.replace(/^cdktf(?=$|\/)/, "cdktn");

const resolve = Module._resolveFilename;
Module._resolveFilename = (name, ...rest) => resolve.call(Module, renamed(name), ...rest);

const hook = `
  const renamed = ${String(renamed)};
  export const resolve = (name, context, next) => next(renamed(name), context);
`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
