/** A source of numbers that a name decides: the same name gives the same numbers on every machine. */
export interface Random {
  /** A number from 0 (included) to 1 (excluded). */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number;
  /** One of the items. Throws a RangeError when there is none. */
  pick<T>(items: readonly T[]): T;
  /** True with this probability. */
  chance(probability: number): boolean;
}

/**
 * Spreads one or two whole numbers over 32 bits: the finaliser of MurmurHash3 (Austin Appleby, 2011).
 * @returns a whole number from 0 to 2^32 − 1
 */
export const hash32 = (a: number, b = 0): number => {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

/** A text as a whole number from 0 to 2^32 − 1 (FNV-1a over its UTF-16 code units). */
export const hashText = (text: string): number => {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
};

/**
 * Numbers for one named thing (Mulberry32, Tommy Ettinger, 2017). Each thing has its own stream, so that
 * adding one does not change the others.
 */
export const createRandom = (seed: number, name: string): Random => {
  let state = hash32(seed, hashText(name));
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  const pick = <T>(items: readonly T[]): T => {
    const item = items[int(0, items.length - 1)];
    if (item === undefined) throw new RangeError(`nothing to pick for ${name}`);
    return item;
  };
  return { next, int, pick, chance: (probability) => next() < probability };
};
