/** The colour of one rung, from few to many streams, lighter to darker. */
export interface RungLook {
  readonly rung: number;
  readonly color: string;
}

export const rungLooks = (rungs: readonly number[]): readonly RungLook[] =>
  rungs.map((rung, index) => {
    const share = rungs.length < 2 ? 0 : Math.round((100 * index) / (rungs.length - 1));
    const color = `color-mix(in oklch, var(--many) ${share}%, var(--few))`;
    return { rung, color };
  });
