import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainDecimal, roundDecimal, shiftDecimal, sumDecimals } from '../../src/domain/decimal.ts';

describe('decimals as text', () => {
  it('keeps digits that a double loses', () => {
    expect(sumDecimals(['1300.000000000000000001', '0.000000000000000002'])).toBe('1300.000000000000000003');
    expect(sumDecimals(['0.1', '0.2'])).toBe('0.3');
  });

  it('leaves unknown out, and knows nothing when nothing is known', () => {
    expect(sumDecimals(['1.5', null, '2'])).toBe('3.5');
    expect(sumDecimals([null, null])).toBeNull();
    expect(sumDecimals([])).toBeNull();
  });

  it('spells plainly: no exponent, no trailing zeros, no negative zero', () => {
    expect(plainDecimal('1.2500')).toBe('1.25');
    expect(plainDecimal('1e-7')).toBe('0.0000001');
    expect(plainDecimal('1.5e+21')).toBe('1500000000000000000000');
    expect(plainDecimal('-0.000')).toBe('0');
    expect(plainDecimal('100')).toBe('100');
  });

  it('rounds halves away from zero, as paper does and doubles do not', () => {
    expect(roundDecimal('1.005', 2)).toBe('1.01');
    expect(roundDecimal('-1.005', 2)).toBe('-1.01');
    expect(roundDecimal('10.92', 4)).toBe('10.9200');
    expect(roundDecimal('0.004', 2)).toBe('0.00');
  });

  it('shifts the point exactly', () => {
    expect(shiftDecimal('0.333333333333333333', 2)).toBe('33.3333333333333333');
    expect(shiftDecimal('1', 2)).toBe('100');
  });

  it('refuses what is not a decimal', () => {
    for (const text of ['', 'NaN', '1,5', '0x10', '--1'])
      expect(() => plainDecimal(text), text).toThrow(RangeError);
  });

  it('sums the same whatever the order, like integers of the smallest unit', () => {
    const unit = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
    const asDecimal = (units: bigint): string => shiftDecimal(String(units), -18);
    fc.assert(
      fc.property(fc.array(unit, { minLength: 1, maxLength: 20 }), (units) => {
        const texts = units.map(asDecimal);
        const expected = asDecimal(units.reduce((sum, each) => sum + each, 0n));
        expect(sumDecimals(texts)).toBe(expected);
        expect(sumDecimals(texts.toReversed())).toBe(expected);
      }),
    );
  });
});
