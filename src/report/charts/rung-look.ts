const DASHES = ["none", "8 3", "4 3", "1.5 3"];

/** How the lines of one rung are drawn: from few to many streams, told apart by dash as well as by colour. */
export interface RungLook {
  readonly rung: number;
  readonly color: string;
  readonly dash: string;
}

export const rungLooks = (rungs: readonly number[]): readonly RungLook[] =>
  rungs.map((rung, index) => {
    const share = rungs.length < 2 ? 0 : Math.round((100 * index) / (rungs.length - 1));
    const color = `color-mix(in oklch, var(--many) ${share}%, var(--few))`;
    return { rung, color, dash: DASHES[index % DASHES.length] ?? "none" };
  });
