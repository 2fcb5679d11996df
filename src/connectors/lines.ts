/** Cuts a stream of text into whole lines; the rest without a line end comes out at `end`. */
export function lineSplitter(onLine: (line: string) => void = () => {}) {
  let rest = "";
  return {
    push(text: string): void {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(line);
    },
    end(): void {
      if (rest !== "") onLine(rest);
      rest = "";
    },
  };
}
