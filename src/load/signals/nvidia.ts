const MIB = 1024 ** 2;

/** The columns asked for, in this order. */
export const NVIDIA_QUERY = "index,utilization.gpu,memory.used,power.draw,clocks_throttle_reasons.active";

/** Bits of the throttle reasons that mean heat: slowed by software, by hardware (`nvml.h`, nvmlClocksThrottleReason). */
const SLOWED = 0x20n;
const SLOWED_HARD = 0x40n;

interface Card {
  readonly index: string;
  readonly busy: number;
  readonly memory: number;
  readonly power: number;
  readonly reasons: bigint;
}

/** The highest share of time that one of the cards worked, %. */
export const cardsBusy = (stdout: string): number | undefined => most(cards(stdout).map(({ busy }) => busy));

/** Bytes in use on all cards. */
export const cardsMemory = (stdout: string): number | undefined =>
  sum(cards(stdout).map(({ memory }) => memory * MIB));

/** Power that all cards draw, mW. */
export const cardsPower = (stdout: string): number | undefined =>
  sum(cards(stdout).map(({ power }) => power * 1000));

/** The thermal level of the cards as a Mac would name it: moderate when one is slowed by software, heavy by hardware. */
export const cardsThermal = (stdout: string): number | undefined =>
  most(
    cards(stdout).map(({ reasons }) => ((reasons & SLOWED_HARD) > 0n ? 2 : (reasons & SLOWED) > 0n ? 1 : 0)),
  );

/** The last line of each card: `nvidia-smi -l 1` goes on printing. */
function cards(stdout: string): readonly Card[] {
  const found = stdout.split("\n").slice(0, -1).flatMap(cardOf);
  return [...new Map(found.map((card) => [card.index, card])).values()];
}

/** A value that a card does not tell reads `[N/A]`. */
function cardOf(line: string): readonly Card[] {
  const [index = "", busy, memory, power, reasons = ""] = line.split(", ");
  if (!/^\d+$/.test(index) || !/^0x[0-9a-fA-F]+$/.test(reasons)) return [];
  return [
    { index, busy: Number(busy), memory: Number(memory), power: Number(power), reasons: BigInt(reasons) },
  ];
}

const known = (values: readonly number[]): readonly number[] => (values.some(Number.isNaN) ? [] : values);

const sum = (values: readonly number[]): number | undefined =>
  known(values).length === 0 ? undefined : Math.round(values.reduce((all, one) => all + one, 0));

const most = (values: readonly number[]): number | undefined =>
  known(values).length === 0 ? undefined : Math.max(...values);
