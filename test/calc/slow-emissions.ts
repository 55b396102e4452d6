/** From kWh to kgCO2e once more, written from the method alone: one piece of equipment, one day, one declared amount at a time. */

export interface SlowFactor {
  /** Supplier or country. */
  readonly of: string;
  readonly year: number;
  readonly scope2: number;
  readonly upstream: number | null;
  readonly losses: number | null;
}

export interface SlowMix {
  readonly site: string;
  readonly supplier: string;
  readonly from: string;
  readonly to: string | null;
  readonly share: number;
}

export interface SlowAnnual {
  readonly year: number;
  /** Null: the whole estate. */
  readonly site: string | null;
  readonly scope: 1 | 3;
  readonly category: string;
  readonly kg: number;
  readonly status: 'provisional' | 'audited';
}

export interface SlowEquipment {
  readonly id: string;
  readonly site: string;
  readonly inService: string | null;
  readonly retired: string | null;
  readonly embodied: number | null;
  readonly lifetime: number | null;
}

export interface SlowBooks {
  readonly countryOf: Readonly<Record<string, string>>;
  readonly equipment: readonly SlowEquipment[];
  readonly pue: readonly { readonly site: string; readonly period: string; readonly pue: number }[];
  readonly mix: readonly SlowMix[];
  readonly factors: readonly SlowFactor[];
  readonly grid: readonly SlowFactor[];
  readonly annual: readonly SlowAnnual[];
  readonly isEmbodied: boolean;
}

export interface SlowAmounts {
  readonly pue: number | null;
  readonly facility: number | null;
  readonly scope1: number | null;
  readonly scope2Market: number | null;
  readonly scope2Location: number | null;
  readonly scope3Market: number | null;
  readonly scope3Location: number | null;
  readonly isProvisional: boolean;
}

const DAY_MS = 86_400_000;
const daysOfYear = (year: number): number => (Date.UTC(year + 1, 0, 1) - Date.UTC(year, 0, 1)) / DAY_MS;
const daysSince = (from: string, day: string): number => (Date.parse(day) - Date.parse(from)) / DAY_MS;

const isThere = ({ inService, retired }: SlowEquipment, day: string): boolean =>
  (inService === null || inService <= day) && (retired === null || day <= retired);

const pueOf = ({ pue }: SlowBooks, site: string, day: string): number | null => {
  for (const period of [day, day.slice(0, 7), day.slice(0, 4)]) {
    const found = pue.find((row) => row.site === site && row.period === period);
    if (found !== undefined) return found.pue;
  }
  return null;
};

/** The factor of a year, else of the latest earlier one. */
const latest = <T extends { readonly year: number }>(rows: readonly T[], year: number): T | undefined =>
  rows.filter((row) => row.year <= year).sort((a, b) => b.year - a.year)[0];

interface Rate {
  readonly scope2: number;
  readonly scope3: number;
  readonly isProvisional: boolean;
}

const rateOf = (rows: readonly SlowFactor[], of: string, day: string): Rate | null => {
  const year = Number(day.slice(0, 4));
  const factor = latest(
    rows.filter((row) => row.of === of),
    year,
  );
  if (factor === undefined) return null;
  return {
    scope2: factor.scope2,
    scope3: (factor.upstream ?? 0) + (factor.losses ?? 0) * factor.scope2,
    isProvisional: factor.year < year,
  };
};

const marketOf = (books: SlowBooks, site: string, day: string): Rate | null => {
  const rows = books.mix.filter(
    (row) => row.site === site && row.from <= day && (row.to === null || day <= row.to) && row.share > 0,
  );
  const whole = rows.reduce((sum, { share }) => sum + share, 0);
  let rate: Rate | null = rows.length === 0 ? null : { scope2: 0, scope3: 0, isProvisional: false };
  for (const { supplier, share } of rows) {
    const own = rateOf(books.factors, supplier, day);
    if (rate === null || own === null) return null;
    rate = {
      scope2: rate.scope2 + (share / whole) * own.scope2,
      scope3: rate.scope3 + (share / whole) * own.scope3,
      isProvisional: rate.isProvisional || own.isProvisional,
    };
  }
  return rate;
};

/** One amount for each perimeter, scope and category: the year's audited one, else its provisional one, else the latest earlier year's. */
const declaredOn = ({ annual }: SlowBooks, day: string): (SlowAnnual & { readonly perDay: number })[] => {
  const year = Number(day.slice(0, 4));
  const kinds = new Set(annual.map(({ site, scope, category }) => JSON.stringify([site, scope, category])));
  return [...kinds].flatMap((kind) => {
    const rows = annual.filter(
      ({ site, scope, category }) => JSON.stringify([site, scope, category]) === kind,
    );
    const of = latest(rows, year)?.year;
    const chosen =
      rows.find((row) => row.year === of && row.status === 'audited') ?? rows.find((row) => row.year === of);
    return chosen === undefined ? [] : [{ ...chosen, perDay: chosen.kg / daysOfYear(year) }];
  });
};

/** Kilograms of a day; null: an input is unknown, which counts nothing. */
const embodiedOn = (
  { isEmbodied }: SlowBooks,
  { inService, embodied, lifetime }: SlowEquipment,
  day: string,
): number => {
  if (!isEmbodied || inService === null || embodied === null || lifetime === null) return 0;
  const days = lifetime * 365;
  return (embodied / days) * Math.max(0, Math.min(1, days - daysSince(inService, day)));
};

/**
 * What every piece of equipment emits on every day.
 * @param kwh IT energy by `day|equipment`; null is unknown, absent is 0
 */
export const slowEmissions = (
  books: SlowBooks,
  days: readonly string[],
  kwh: ReadonlyMap<string, number | null>,
): Map<string, SlowAmounts> => {
  const result = new Map<string, SlowAmounts>();
  for (const day of days) {
    const there = books.equipment.filter((one) => isThere(one, day));
    const facilityOf = ({ id, site }: SlowEquipment): number | null => {
      const it = kwh.has(`${day}|${id}`) ? (kwh.get(`${day}|${id}`) ?? null) : 0;
      const pue = pueOf(books, site, day);
      return it === null || pue === null ? null : it * pue;
    };
    for (const one of there) {
      const facility = facilityOf(one);
      const [market, location] = [
        marketOf(books, one.site, day),
        rateOf(books.grid, books.countryOf[one.site] ?? '', day),
      ];
      const declared = declaredOn(books, day).filter(({ site }) => site === null || site === one.site);
      const share = (site: string | null): number => {
        const known = there.filter((other) => site === null || other.site === site).map(facilityOf);
        const energies = known.filter((value) => value !== null);
        const whole = energies.reduce((sum, value) => sum + value, 0);
        return whole === 0 ? 1 / energies.length : (facility ?? 0) / whole;
      };
      const annual = (scope: 1 | 3): number | null => {
        const rows = declared.filter((row) => row.scope === scope);
        // An amount that is declared for this perimeter cannot be shared out by an energy that nobody knows.
        if (facility === null) return declared.length === 0 ? 0 : null;
        return rows.reduce((sum, row) => sum + row.perDay * share(row.site), 0);
      };
      const electricity = (rate: number | undefined): number | null =>
        facility === null || rate === undefined ? null : facility * rate;
      const scope3 = (rate: number | undefined): number | null => {
        const [power, beside] = [electricity(rate), annual(3)];
        return power === null || beside === null ? null : power + beside + embodiedOn(books, one, day);
      };
      result.set(`${day}|${one.id}`, {
        pue: pueOf(books, one.site, day),
        facility,
        scope1: annual(1),
        scope2Market: electricity(market?.scope2),
        scope2Location: electricity(location?.scope2),
        scope3Market: scope3(market?.scope3),
        scope3Location: scope3(location?.scope3),
        isProvisional:
          market?.isProvisional === true ||
          location?.isProvisional === true ||
          declared.some((row) => row.year < Number(day.slice(0, 4)) || row.status === 'provisional'),
      });
    }
  }
  return result;
};
