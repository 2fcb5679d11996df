import { StringDecoder } from "node:string_decoder";

/** Cuts a stream of UTF-8 into whole lines; a chunk may end inside a letter. The rest without a line end comes out at `end`. */
export function lineSplitter(onLine: (line: string) => void = () => {}) {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  return {
    push(chunk: Buffer): void {
      const lines = (rest + decoder.write(chunk)).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(line);
    },
    end(): void {
      const last = rest + decoder.end();
      rest = "";
      if (last !== "") onLine(last);
    },
  };
}
