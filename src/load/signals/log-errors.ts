/**
 * What engines write when something went wrong: Ollama (`level=ERROR`), Go (`panic:`, `fatal error:`), Metal
 * (`kIOGPUCommandBufferCallbackError...`, `failed to create`), llama.cpp (`error:`, ` E ` after its time), LM Studio
 * (`[ERROR]`) and Python (`Traceback`). An access line that tells of a status is no error of the engine.
 */
const ERROR =
  /level=ERROR|^panic:|^fatal error:|CommandBufferCallbackError|ggml_metal\S*:? .*(?:error|failed)|^error:|^\S+ E |\[ERROR\]|^Traceback \(most recent call last\)/;

/** How many lines of a log tell of an error. */
export const logErrors = (text: string): number => text.split("\n").filter((line) => ERROR.test(line)).length;
