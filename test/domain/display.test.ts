import { describe, expect, it } from 'vitest';
import { type CellFormat, displayCell, displayDate, type Locale } from '../../src/domain/display.ts';

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
];
const english: Locale = {
  decimal_mark: '.',
  group_separator: ',',
  minus: '−',
  date: '{yyyy}-{mm}-{dd}',
  long_date: '{d} {month_name} {yyyy}',
  month_names: [...months, 'November', 'December'],
};
const french: Locale = { ...english, decimal_mark: ',', group_separator: '\u202f', date: '{dd}/{mm}/{yyyy}' };
const number = (decimals: number, more: object = {}): CellFormat => ({
  kind: 'number',
  decimals,
  is_percent: false,
  is_grouped: true,
  is_signed: false,
  ...more,
});

describe('what a reader sees', () => {
  it('groups and rounds in the language’s marks', () => {
    expect(displayCell('1234567.895', number(2), english)).toBe('1,234,567.90');
    expect(displayCell('1234567.895', number(2), french)).toBe('1\u202f234\u202f567,90');
    expect(displayCell('-999.5', number(0), english)).toBe('−1,000');
    expect(displayCell('12345', number(0, { is_grouped: false }), english)).toBe('12345');
  });

  it('never shows as zero what is not', () => {
    expect(displayCell('0.004', number(2), english)).toBe('<0.01');
    expect(displayCell('-0.004', number(2), english)).toBe('>−0.01');
    expect(displayCell('0.4', number(0), english)).toBe('<1');
    expect(displayCell('0', number(2), english)).toBe('0.00');
    expect(displayCell('0.000', number(0), english)).toBe('0');
  });

  it('shows shares as percent and changes with their sign', () => {
    expect(displayCell('0.8', number(1, { is_percent: true }), english)).toBe('80.0\u00a0%');
    expect(displayCell('0.031', number(1, { is_percent: true, is_signed: true }), english)).toBe(
      '+3.1\u00a0%',
    );
    expect(displayCell('-2', number(1, { is_signed: true }), english)).toBe('−2.0');
    expect(displayCell('0', number(1, { is_signed: true }), english)).toBe('0.0');
  });

  it('writes dates by the pattern, without a clock or a zone', () => {
    expect(displayCell('2024-01-15', { kind: 'date' }, french)).toBe('15/01/2024');
    expect(displayDate('2026-03-01', english.long_date, english)).toBe('1 March 2026');
  });
});
