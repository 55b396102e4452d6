import { sumDecimals } from '../domain/decimal.ts';
import { type Amounts, MEASURES, type Means } from '../domain/explanation.ts';
import type { SqlRow, SqlValue } from '../store/port.ts';

/** A value of a row as text; null stays null. */
export const text = (value: SqlValue | undefined): string | null =>
  value === null || value === undefined ? null : String(value);
/** A value of a row as number; null stays null. */
export const number = (value: SqlValue | undefined): number | null =>
  value === null || value === undefined ? null : Number(value);

/** The sum where every part is known. */
const sumKnown = (parts: readonly (string | null)[]): string | null =>
  parts.includes(null) ? null : sumDecimals(parts);

/** Amounts of a row, the columns with a prefix before the measure's name. */
export const amountsOf = (row: SqlRow, prefix = ''): Amounts => {
  const at = (name: string): string | null => text(row[`${prefix}${name}`]);
  return {
    ...(Object.fromEntries(MEASURES.map((name) => [name, at(name)])) as Record<
      (typeof MEASURES)[number],
      string | null
    >),
    total_market_kgco2e: sumKnown([
      at('scope1_kgco2e'),
      at('scope2_market_kgco2e'),
      at('scope3_market_kgco2e'),
    ]),
    total_location_kgco2e: sumKnown([
      at('scope1_kgco2e'),
      at('scope2_location_kgco2e'),
      at('scope3_location_kgco2e'),
    ]),
  };
};

/** Exact sums of amounts; what is unknown is left out, as in every sum of the ledger. */
export const sumAmounts = (parts: readonly Amounts[]): Amounts =>
  Object.fromEntries(
    [...MEASURES, 'total_market_kgco2e', 'total_location_kgco2e'].map((name) => [
      name,
      sumDecimals(parts.map((part) => part[name as keyof Amounts])),
    ]),
  ) as Amounts;

/** A quotient; null where it has no meaning. */
export const ratio = (part: string | null, whole: string | null): number | null =>
  part === null || whole === null || Number(whole) === 0 ? null : Number(part) / Number(whole);

/** What a mean is made of: a part and the kWh it goes with, where both are known. */
export type MeanParts = Readonly<
  Record<keyof Means, { readonly part: string | null; readonly kwh: string | null }>
>;

/** The quotients of some sums. */
export const meansFrom = (parts: MeanParts): Means =>
  Object.fromEntries(
    Object.entries(parts).map(([name, { part, kwh }]) => [name, ratio(part, kwh)]),
  ) as unknown as Means;

/** Means weighted by kWh over some parts; one that is unknown on either side is left out of both. */
export const meansOf = (parts: readonly Amounts[]): Means => {
  const both = (part: keyof Amounts, kwh: keyof Amounts) => {
    const known = parts.filter((amounts) => amounts[part] !== null && amounts[kwh] !== null);
    return {
      part: sumDecimals(known.map((amounts) => amounts[part])),
      kwh: sumDecimals(known.map((amounts) => amounts[kwh])),
    };
  };
  return meansFrom({
    pue: both('facility_kwh', 'it_kwh'),
    scope2_market_kgco2e_per_kwh: both('scope2_market_kgco2e', 'facility_kwh'),
    scope2_location_kgco2e_per_kwh: both('scope2_location_kgco2e', 'facility_kwh'),
  });
};
