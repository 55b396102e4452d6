/** Decimals as text: exact where a double would round, e.g. `1300.000000000000000001`. */

interface Scaled {
  readonly units: bigint;
  /** Digits after the decimal point in `units`. */
  readonly scale: number;
}

const DECIMAL = /^(-?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

const parse = (text: string): Scaled => {
  const match = DECIMAL.exec(text);
  if (!match) throw new RangeError(`not a decimal: ${text}`);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const scale = fraction.length - Number(exponent);
  const units = BigInt(`${sign}${whole}${fraction}`);
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 };
};

const print = ({ units, scale }: Scaled): string => {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale);
  return `${units < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
};

/** The shortest plain spelling: no exponent, no trailing zeros, no negative zero. Throws a RangeError for other text. */
export const plainDecimal = (text: string): string => {
  const printed = print(parse(text));
  const short = printed.includes('.') ? printed.replace(/\.?0+$/, '') : printed;
  return short === '-0' ? '0' : short;
};

/** The exact sum of what is known; null when nothing is. */
export const sumDecimals = (texts: readonly (string | null)[]): string | null => {
  const known = texts.flatMap((text) => (text === null ? [] : [parse(text)]));
  if (known.length === 0) return null;
  const scale = known.reduce((most, value) => Math.max(most, value.scale), 0);
  const units = known.reduce((sum, value) => sum + value.units * 10n ** BigInt(scale - value.scale), 0n);
  return plainDecimal(print({ units, scale }));
};

/** The text with exactly `places` digits after the point, halves away from zero; `-0.00` is written `0.00`. */
export const roundDecimal = (text: string, places: number): string => {
  const { units, scale } = parse(text);
  if (scale <= places) return print({ units: units * 10n ** BigInt(places - scale), scale: places });
  const divisor = 10n ** BigInt(scale - places);
  const magnitude = units < 0n ? -units : units;
  const rounded = (magnitude + divisor / 2n) / divisor;
  return print({ units: units < 0n ? -rounded : rounded, scale: places });
};

/** The text times ten to the power of `places`, exactly: a share of 1 as percent is `shiftDecimal(text, 2)`. */
export const shiftDecimal = (text: string, places: number): string => {
  const { units, scale } = parse(text);
  return plainDecimal(
    scale >= places
      ? print({ units, scale: scale - places })
      : print({ units: units * 10n ** BigInt(places - scale), scale: 0 }),
  );
};
