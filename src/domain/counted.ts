/** A count with its noun: `1 service`, `2 services`, `0 services`. */
export const counted = (count: number | bigint, noun: string): string =>
  `${count} ${noun}${Number(count) === 1 ? '' : 's'}`;
